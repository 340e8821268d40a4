using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>The calls that feed one sequence to a program.</summary>
internal interface ITokenCalls : IDisposable
{
    /// <summary>Whether calls change what the next one computes otherwise than by the cache: the program writes its buffers.</summary>
    bool KeepsState { get; }

    /// <summary>Runs one call.</summary>
    /// <param name="ids">[T].</param>
    /// <param name="positions">[T].</param>
    /// <param name="rows">Of which tokens logits are wanted, ascending; at least one.</param>
    /// <returns>[rows, vocabulary]; valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">The program gives logits for the last token only.</exception>
    Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows);
}

/// <summary>Calls of a compiled model.</summary>
/// <param name="session">Of the model.</param>
/// <param name="inputs">The names of the program's inputs, in order.</param>
/// <param name="keepsState">Whether it writes its buffers.</param>
internal sealed class CompiledCalls(CompiledSession session, string[] inputs, bool keepsState) : ITokenCalls
{
    private readonly bool picksRows = inputs.Contains(LanguageModel.RowsInput);

    public bool KeepsState => keepsState;

    public Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows)
    {
        var wanted = picksRows ? Tensor.From<long>(rows.ToArray(), rows.Length) : null;
        var values = new CallValue[inputs.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = inputs[i] switch
            {
                "input_ids" => ids,
                "positions" => positions,
                _ => wanted!,
            };
        }
        session.Run(values);
        var result = session.Output(session.OutputCount - 1).Tensor
            ?? throw new NotALanguageModelException("The program's last result is no tensor of logits.");
        return picksRows || result.Rank != 2 ? result : Picked(result, ids.ElementCount, rows);
    }

    public void Dispose() => session.Dispose();

    // Of a program that gives the rows of all tokens, or of the last one.
    private static Tensor Picked(Tensor logits, long tokens, ReadOnlySpan<long> rows)
    {
        var before = tokens - logits.Shape[0];
        if (rows[0] < before)
        {
            throw new InvalidOperationException(
                "The model gives logits for the last token only; load it with all rows (LastRowOnly: false), or as a LanguageModel.");
        }
        if (rows.Length == 1)
        {
            return Rows(logits, rows[0] - before);
        }
        var picked = Tensor.Zeros(logits.DType, rows.Length, logits.Shape[1]);
        for (var i = 0; i < rows.Length; i++)
        {
            Rows(picked, i).CopyFrom(Rows(logits, rows[i] - before));
        }
        return picked;
    }

    private static Tensor Rows(Tensor x, long row) =>
        x.AsStrided([1, x.Shape[1]], x.Strides, x.Offset + (row * x.Strides[0]));
}
