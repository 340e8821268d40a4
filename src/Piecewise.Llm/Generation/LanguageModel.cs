using System.Collections.Immutable;
using Piecewise.Compiler.Execute;
using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Llm.Tokenization;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// A token-flattened causal language model: <c>input_ids[T]</c> and <c>positions[T]</c> to <c>logits[T, vocab]</c>, attention by the host
/// (F6). Tokenizer and configuration come from the program's extra files.
/// </summary>
public sealed class LanguageModel
{
    private readonly ExportedProgram program;
    private readonly ExecutableProgram executable;

    /// <param name="program">The program.</param>
    /// <param name="executable">What runs.</param>
    /// <exception cref="NotALanguageModelException">The program has other inputs or outputs, or no tokenizer.</exception>
    public LanguageModel(ExportedProgram program, ExecutableProgram executable)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(executable);
        this.program = program;
        this.executable = executable;
        CheckSignature();
        Config = ModelConfig.Read(program.ExtraFiles);
        Tokenizer = program.ExtraFiles.TryGetValue("tokenizer.json", out var json)
            ? Tokenizer.Load(json, program.ExtraFiles.GetValueOrDefault("config.json"))
            : throw new NotALanguageModelException($"{program.FileName} holds no tokenizer.json among its extra files; export it with one.");
        EndOfText = Config.EndOfText.IsEmpty ? [.. Tokenizer.EndOfText] : Config.EndOfText;
        var largest = executable.Entries.Entries.Max(e => e.Range.End);
        MaxTokensPerCall = largest;
        ContextLength = Config.MaxPositions ?? largest;
    }

    public Tokenizer Tokenizer { get; }

    public ModelConfig Config { get; }

    /// <summary>Tokens that end a text.</summary>
    public ImmutableArray<int> EndOfText { get; }

    /// <summary>Tokens that a sequence may have.</summary>
    public long ContextLength { get; }

    /// <summary>Tokens that one call may have; a longer prompt is prefilled in several calls.</summary>
    public long MaxTokensPerCall { get; }

    /// <summary>A new, empty sequence.</summary>
    public Sequence Start()
    {
        var cache = new KvCache(ContextLength);
        var attention = new CachedAttention(cache);
        var interpreter = new Interpreter().With<IAttentionHost>(attention).With<ITokenAttention>(attention);
        return new Sequence(this, new ProgramSession(program, executable, interpreter), cache);
    }

    private void CheckSignature()
    {
        var inputs = program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).ToDictionary(i => i.Input!.Target, i => i.Type as TensorType);
        var fits = inputs.Count == 2 && program.ConstantInputs.IsEmpty
            && inputs.GetValueOrDefault("input_ids") is { Rank: 1, DType: DType.I64 } && inputs.GetValueOrDefault("positions") is { Rank: 1, DType: DType.I64 }
            && program.Graph.Output is { Arguments: [.., NodeArgument { Node.Type: TensorType { Rank: 2 } }] };
        if (!fits)
        {
            throw new NotALanguageModelException(
                $"{program.FileName} is not a token-flattened language model: it needs the inputs input_ids[T] and positions[T] (i64) and one output "
                + $"logits[T, vocab], but has {string.Join(", ", inputs.Select(i => $"{i.Key}: {i.Value}"))}. Export it with piecewise_export.");
        }
    }
}
