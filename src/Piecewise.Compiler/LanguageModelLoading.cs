using Piecewise.Llm;

namespace Piecewise.Compiler;

/// <summary>Language models from files: <c>LanguageModel.LoadAsync</c>.</summary>
public static class LanguageModelLoading
{
    extension(LanguageModel)
    {
        /// <summary>Loads a language model with its tokenizer; dispose it when it is no longer needed.</summary>
        /// <exception cref="NotALanguageModelException">The file holds another kind of model.</exception>
        /// <inheritdoc cref="CompiledModel.LoadAsync"/>
        public static async Task<LanguageModel> LoadAsync(
            string path, CompileOptions? options = null, IProgress<CompileProgress>? progress = null,
            CancellationToken cancellation = default) =>
            LanguageModel.Owning(await CompiledModel.LoadAsync(
                path, (options ?? new CompileOptions()) with { LastRowOnly = true }, progress, cancellation).ConfigureAwait(false));
    }
}
