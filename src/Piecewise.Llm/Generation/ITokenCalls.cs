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
    /// <returns>[T, vocabulary]; valid until the next call.</returns>
    Tensor Run(Tensor ids, Tensor positions);
}

/// <summary>Calls of a compiled model.</summary>
/// <param name="session">Of the model.</param>
/// <param name="idsFirst">Whether the program takes the ids before the positions.</param>
/// <param name="keepsState">Whether it writes its buffers.</param>
internal sealed class CompiledCalls(CompiledSession session, bool idsFirst, bool keepsState) : ITokenCalls
{
    public bool KeepsState => keepsState;

    public Tensor Run(Tensor ids, Tensor positions)
    {
        session.Run(idsFirst ? [ids, positions] : [positions, ids]);
        return session.Output(session.OutputCount - 1).Tensor
            ?? throw new NotALanguageModelException("The program's last result is no tensor of logits.");
    }

    public void Dispose() => session.Dispose();
}
