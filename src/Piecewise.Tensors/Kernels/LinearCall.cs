using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>x · weightᵀ + bias</c>, with a weight as PyTorch stores it. Operands are f32 or bf16, sums f32; the result is rounded once. What
/// follows the product may run over each part of the columns as soon as they are complete: they are still in a cache then, and the threads
/// meet once.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct LinearCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>The shortest sum whose bits do not depend on how columns are divided.</summary>
    public const int ShortestDividedSum = 16;

    // Columns that parts do not share: whole cache lines of the result; and of what follows the product, whole vectors of every tier.
    private const int Unit = 64;
    private const int VectorUnit = 16;

    /// <summary>[<see cref="M"/>, <see cref="K"/>].</summary>
    public required T* X;

    /// <summary>Distance of two rows of x.</summary>
    public required nint XRow;

    /// <summary>[<see cref="N"/>, <see cref="K"/>].</summary>
    public required T* Weight;

    /// <summary>Distance of two rows of the weight.</summary>
    public required nint WeightRow;

    /// <summary>[<see cref="N"/>], or null.</summary>
    public required T* Bias;

    /// <summary>[<see cref="M"/>, <see cref="N"/>]; not x.</summary>
    public required T* Result;

    /// <summary>Distance of two rows of the result.</summary>
    public required nint ResultRow;

    /// <summary>Rows of x.</summary>
    public required nint M;

    /// <summary>Rows of the weight.</summary>
    public required nint N;

    /// <summary>Columns of both; <see cref="ShortestDividedSum"/> or more where something follows.</summary>
    public required nint K;

    /// <summary>
    /// What follows, or null: called with its state, the first row and the one that follows the last, and so for columns. It must not write
    /// x or the weight.
    /// </summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;

    public readonly void Run(Workers workers)
    {
        if (Next is null)
        {
            Multiply(workers);
            return;
        }
        var call = this;
        var work = (long)M * N * K;
        var parts = workers.Parts((N + Unit - 1) / Unit, work);
        if (parts < workers.Parts(int.MaxValue, work))
        {
            // So few columns that threads would be idle: the product divides its rows too, and the rest is divided more finely.
            Multiply(workers);
            workers.Team.Run(workers.Parts((N + VectorUnit - 1) / VectorUnit, 16L * M * N), &RunNext, &call);
            return;
        }
        var state = new ColumnsThen { Call = &call, Tier = workers.Tier, MaxScratch = workers.MaxScratch };
        if (parts == 1)
        {
            RunPart(&state, 0, 1);
        }
        else
        {
            workers.Team.Run(parts, &RunPart, &state);
        }
    }

    private readonly void Multiply(Workers workers)
    {
        var strides = new MatrixStrides(WeightRow, 1);
        var scratch = Scratch.Of(workers, MatrixProduct.ScratchBytes<T>(workers, M, N, K, strides));
        if (Bias is null)
        {
            MatrixProduct.Run(workers, X, new(XRow, 1), M, Weight, strides, N, K, default(Plain), Result, ResultRow, scratch);
        }
        else
        {
            MatrixProduct.Run(workers, X, new(XRow, 1), M, Weight, strides, N, K, new AddBias<T>(Bias), Result, ResultRow, scratch);
        }
    }

    private static void RunNext(void* state, int part, int parts)
    {
        var call = (LinearCall<T>*)state;
        var units = Share.Of((call->N + VectorUnit - 1) / VectorUnit, part, parts);
        if (units.Start < units.End)
        {
            call->Next(call->NextState, 0, call->M, units.Start * VectorUnit, Math.Min(units.End * VectorUnit, call->N));
        }
    }

    private static void RunPart(void* state, int part, int parts)
    {
        var then = (ColumnsThen*)state;
        var call = *then->Call;
        var units = Share.Of((call.N + Unit - 1) / Unit, part, parts);
        var (start, end) = (units.Start * Unit, Math.Min(units.End * Unit, call.N));
        if (start >= end)
        {
            return;
        }
        call.Weight += start * call.WeightRow;
        call.Bias = call.Bias is null ? null : call.Bias + start;
        call.Result += start;
        call.N = end - start;
        call.Multiply(new Workers(then->Tier, SingleThread.Team) { MaxScratch = then->MaxScratch });
        call.Next(call.NextState, 0, call.M, start, end);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<LinearCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<LinearCall<TAny>>();

    private struct ColumnsThen
    {
        public LinearCall<T>* Call;
        public InstructionTier Tier;
        public long MaxScratch;
    }
}
