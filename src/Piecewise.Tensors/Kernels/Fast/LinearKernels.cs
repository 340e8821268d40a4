namespace Piecewise.Tensors.Fast;

/// <summary>Products with a weight as PyTorch stores it, for generated code. Operands are f32 or bf16, sums f32; the result is rounded once.</summary>
public static unsafe class LinearKernels
{
    /// <summary><c>x · weightᵀ + bias</c>.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="result">[m, n]; not x.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    public static void Run<TIn, TWeight, TOut>(
        Workers workers, TIn* x, nint xStride, nint m, TWeight* weight, nint weightStride, nint n, nint k, TOut* bias, TOut* result, nint resultStride)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        var strides = new MatrixStrides(weightStride, 1);
        var scratch = Scratch.Of(MatrixProduct.ScratchBytes(workers, m, n, k, strides));
        if (bias is null)
        {
            MatrixProduct.Run(workers, x, new(xStride, 1), m, weight, strides, n, k, default(Plain), result, resultStride, scratch);
        }
        else
        {
            MatrixProduct.Run(workers, x, new(xStride, 1), m, weight, strides, n, k, new AddBias<TOut>(bias), result, resultStride, scratch);
        }
    }

    /// <summary>The shortest sum whose bits do not depend on how columns are divided.</summary>
    public const int ShortestDividedSum = 16;

    // Columns that parts do not share: whole cache lines of the result; and behind the product, whole vectors of every tier.
    private const int Unit = 64;
    private const int VectorUnit = 16;

    /// <summary>
    /// As <see cref="Run"/>, and what follows it over each part of the columns as soon as they are complete: they are still in a cache then, and
    /// the threads meet once.
    /// </summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both: <see cref="ShortestDividedSum"/> or more.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="result">[m, n]; not x.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    /// <param name="next">Called with the state, the first column and the one behind the last; it must not write x or the weight.</param>
    /// <param name="state">What it gets.</param>
    public static void RunThen<TIn, TWeight, TOut>(
        Workers workers, TIn* x, nint xStride, nint m, TWeight* weight, nint weightStride, nint n, nint k, TOut* bias, TOut* result, nint resultStride,
        delegate*<void*, nint, nint, void> next, void* state)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        var job = new ColumnsThen<TIn, TWeight, TOut>
        {
            Tier = workers.Tier,
            X = x,
            XStride = xStride,
            M = m,
            Weight = weight,
            WeightStride = weightStride,
            N = n,
            K = k,
            Bias = bias,
            Result = result,
            ResultStride = resultStride,
            Next = next,
            State = state,
        };
        var work = (long)m * n * k;
        var parts = workers.Parts((n + Unit - 1) / Unit, work);
        if (parts < workers.Parts(int.MaxValue, work))
        {
            // So few columns that threads would be idle: the product divides its rows too, and the rest is divided more finely.
            Run(workers, x, xStride, m, weight, weightStride, n, k, bias, result, resultStride);
            workers.Team.Run(workers.Parts((n + VectorUnit - 1) / VectorUnit, 16L * m * n), &RunNext<TIn, TWeight, TOut>, &job);
        }
        else if (parts == 1)
        {
            RunPart<TIn, TWeight, TOut>(&job, 0, 1);
        }
        else
        {
            workers.Team.Run(parts, &RunPart<TIn, TWeight, TOut>, &job);
        }
    }

    private static void RunNext<TIn, TWeight, TOut>(void* state, int part, int parts) where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        var job = (ColumnsThen<TIn, TWeight, TOut>*)state;
        var units = Share.Of((job->N + VectorUnit - 1) / VectorUnit, part, parts);
        if (units.Start < units.End)
        {
            job->Next(job->State, units.Start * VectorUnit, Math.Min(units.End * VectorUnit, job->N));
        }
    }

    private static void RunPart<TIn, TWeight, TOut>(void* state, int part, int parts) where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        var job = (ColumnsThen<TIn, TWeight, TOut>*)state;
        var units = Share.Of((job->N + Unit - 1) / Unit, part, parts);
        var (start, end) = (units.Start * Unit, Math.Min(units.End * Unit, job->N));
        if (start >= end)
        {
            return;
        }
        Run(
            new Workers(job->Tier, SingleThread.Team), job->X, job->XStride, job->M, job->Weight + (start * job->WeightStride), job->WeightStride, end - start, job->K,
            job->Bias is null ? null : job->Bias + start, job->Result + start, job->ResultStride);
        job->Next(job->State, start, end);
    }

    private struct ColumnsThen<TIn, TWeight, TOut> where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        public InstructionTier Tier;
        public TIn* X;
        public nint XStride;
        public nint M;
        public TWeight* Weight;
        public nint WeightStride;
        public nint N;
        public nint K;
        public TOut* Bias;
        public TOut* Result;
        public nint ResultStride;
        public delegate*<void*, nint, nint, void> Next;
        public void* State;
    }
}
