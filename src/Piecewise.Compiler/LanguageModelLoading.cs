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
            CancellationToken cancellation = default)
        {
            options = (options ?? new CompileOptions()) with { LastRowOnly = false, ChoosesRows = true };
            try
            {
                return LanguageModel.Owning(
                    await CompiledModel.LoadAsync(path, options, progress, cancellation).ConfigureAwait(false));
            }
            catch (NormalizationException e) when (e.IsForRows)
            {
                throw WithoutLogits(path, e);
            }
        }
    }

    internal static NotALanguageModelException WithoutLogits(string path, NormalizationException inner) =>
        new($"{Path.GetFileName(path)} is no language model: its last result is no tensor of logits with a row for each token.", inner);
}
