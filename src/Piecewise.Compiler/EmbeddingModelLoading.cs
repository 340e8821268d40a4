using Piecewise.Llm;

namespace Piecewise.Compiler;

/// <summary>Encoders from files: <c>EmbeddingModel.LoadAsync</c>.</summary>
public static class EmbeddingModelLoading
{
    extension(EmbeddingModel)
    {
        /// <summary>Loads an encoder with its tokenizer; dispose it when it is no longer needed.</summary>
        /// <param name="path">The file; it stays mapped until the model is disposed.</param>
        /// <param name="options">How it is compiled.</param>
        /// <param name="embedding">How vectors are made; null: as the files in it say.</param>
        /// <param name="progress">Told of each phase.</param>
        /// <param name="cancellation">Ends the work between two phases, and within the longest one.</param>
        /// <exception cref="NotALanguageModelException">The file holds another kind of model.</exception>
        /// <inheritdoc cref="CompiledModel.LoadAsync"/>
        public static async Task<EmbeddingModel> LoadAsync(
            string path, CompileOptions? options = null, EmbeddingOptions? embedding = null, IProgress<CompileProgress>? progress = null,
            CancellationToken cancellation = default) =>
            EmbeddingModel.Owning(await CompiledModel.LoadAsync(path, options, progress, cancellation).ConfigureAwait(false), embedding);
    }
}
