using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Some steps of one layer of a <see cref="RecurrentCall{T}"/>. A task is one direction of some of the sequences.</summary>
internal unsafe struct RecurrentJob<T> : IPartJob where T : unmanaged
{
    public RecurrentCall<T> Call;
    public InstructionTier Tier;
    public nint Layer;
    public RecurrentRows<T> Input;
    public RecurrentRows<T> Target;

    /// <summary>[steps + 1]: rows before each step.</summary>
    public nint* Offsets;

    /// <summary>The steps, in the order of a direction.</summary>
    public nint Step;
    public nint EndStep;
    public nint ChunkSteps;

    /// <summary>Of each direction: [rows of the chunk, gates], in the order of the rows.</summary>
    public byte* Products;
    public nint ProductsBytes;
    public byte* ProductScratch;
    public int Tasks;
    public nint TaskRows;
    public byte* TaskMemory;
    public RecurrentTaskBytes TaskBytes;

    public readonly void Run(int part, int parts)
    {
        var share = Share.Of(Tasks, part, parts);
        RunTasks(new Workers(Tier, SingleThread.Team), (int)share.Start, (int)share.End);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void RunTasks(Workers workers, int start, int end)
    {
        for (var task = start; task < end; task++)
        {
            var (first, direction) = Math.DivRem(task, (int)Call.Directions);
            var row = first * TaskRows;
            RunTask(workers, direction, row, Math.Min(row + TaskRows, Call.Batch), TaskMemory + (task * TaskBytes.All));
        }
    }

    /// <summary>The products of the steps' input with the weights of all directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void MultiplyInput(Workers workers)
    {
        for (nint d = 0; d < Call.Directions; d++)
        {
            var (step, end) = d == 0 ? (Step, EndStep) : (Call.Steps - EndStep, Call.Steps - Step);
            var products = (float*)(Products + (d * ProductsBytes));
            var gates = Call.Gates;
            var x = Input.Of(step, Offsets[step], 0);
            if (Call.BatchSizes is not null || Input.Step == Call.Batch * Input.Row || end - step == 1)
            {
                Multiply(workers, d, x, Input.Row, Offsets[end] - Offsets[step], products, gates);
                continue;
            }
            // Steps and sequences do not lie one after the other: the fewer of them have a product each.
            if (Call.Batch <= end - step)
            {
                for (nint row = 0; row < Call.Batch; row++)
                {
                    Multiply(workers, d, x + (row * Input.Row), Input.Step, end - step, products + (row * gates), Call.Batch * gates);
                }
                continue;
            }
            for (nint i = 0; i < end - step; i++)
            {
                Multiply(workers, d, x + (i * Input.Step), Input.Row, Call.Batch, products + (i * Call.Batch * gates), gates);
            }
        }
    }

    private readonly void Multiply(Workers workers, nint direction, T* x, nint row, nint rows, float* result, nint resultRow)
    {
        var weight = Call.Weight(Layer, direction, 0, out var strides);
        var bias = Call.HasBiases ? Call.Weight(Layer, direction, 2, out _) : null;
        Multiply(
            workers, x, new(row, Input.Column), rows, weight, strides, Call.Gates, Input.Width, bias, result, resultRow, ProductScratch);
    }

    private static void Multiply<TOut>(
        Workers workers, T* x, MatrixStrides xStrides, nint rows, T* weight, MatrixStrides strides, nint columns, nint inner, T* bias,
        TOut* result, nint resultRow, void* scratch)
        where TOut : unmanaged
    {
        if (bias is null)
        {
            MatrixProduct.Run(workers, x, xStrides, rows, weight, strides, columns, inner, default(Plain), result, resultRow, scratch);
        }
        else
        {
            MatrixProduct.Run(
                workers, x, xStrides, rows, weight, strides, columns, inner, new AddBias<T>(bias), result, resultRow, scratch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void RunTask(Workers workers, nint direction, nint firstRow, nint endRow, byte* memory)
    {
        var (gates, place) = (Call.Gates, (((Layer * Call.Directions) + direction) * Call.Batch) + firstRow);
        var weight = Call.Weight(Layer, direction, 1, out var strides);
        var bias = Call.HasBiases ? Call.Weight(Layer, direction, 3, out _) : null;
        MatrixStrides projectionStrides = default;
        var projection = Call.IsProjected ? Call.Weight(Layer, direction, Call.HasBiases ? 4 : 2, out projectionStrides) : null;
        var sums = (float*)memory;
        var unprojected = (T*)(memory + TaskBytes.Sums);
        var scratch = memory + TaskBytes.Sums + TaskBytes.Unprojected;
        var state = Call.LastState + (place * Call.Outputs);
        var firstStep = direction == 0 ? Step : Call.Steps - EndStep;
        var job = new RecurrentGates<T>
        {
            Kind = Call.Kind,
            Hidden = Call.Hidden,
            Sums = sums,
            State = state,
            Cell = Call.LastCell is null ? null : Call.LastCell + (place * Call.Hidden),
        };
        for (var i = Step; i < EndStep; i++)
        {
            var step = direction == 0 ? i : Call.Steps - 1 - i;
            // What has ended, or not begun, keeps its state.
            var rows = Math.Min(endRow, Offsets[step + 1] - Offsets[step]) - firstRow;
            if (rows <= 0)
            {
                continue;
            }
            Multiply(workers, state, new(Call.Outputs, 1), rows, weight, strides, gates, Call.Outputs, bias, sums, gates, scratch);
            job.Products = (float*)(Products + (direction * ProductsBytes)) + ((Offsets[step] - Offsets[firstStep] + firstRow) * gates);
            job.Rows = rows;
            var target = Target.IsNone ? null : Target.Of(step, Offsets[step], firstRow) + (direction * Call.Outputs);
            job.Next = projection is null ? state : unprojected;
            job.Target = projection is null ? target : null;
            job.TargetRow = Target.Row;
            Jobs.Run(Tier, SingleThread.Team, 1, job);
            if (projection is not null)
            {
                Multiply(workers, unprojected, new(Call.Hidden, 1), rows, projection, projectionStrides, Call.Outputs, Call.Hidden, null,
                    state, Call.Outputs, scratch);
                for (nint row = 0; target is not null && row < rows; row++)
                {
                    new Span<T>(state + (row * Call.Outputs), (int)Call.Outputs)
                        .CopyTo(new Span<T>(target + (row * Target.Row), (int)Call.Outputs));
                }
            }
        }
    }
}
