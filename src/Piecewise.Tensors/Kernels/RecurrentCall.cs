using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Recurrent networks over sequences (<c>torch.nn.LSTM</c>, <c>torch.nn.GRU</c>, <c>torch.nn.RNN</c>): some layers, in one direction or
/// both. The products of the input with its weight are made for many steps at once, that of the state in each step; gates are computed in
/// f32, and each step's state and cell are rounded. Directions, and sequences, are what threads share; of a single one, the product of the
/// state.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct RecurrentCall<T> : IKernel, IOverType where T : unmanaged
{
    // Rows of the input whose products are in memory at a time: enough for a product to be fast.
    private const nint ChunkRows = 512;
    private const int Alignment = 64;

    // Floats that whole vectors may be read beyond.
    private const int Slack = 16;

    public required RecurrentKind Kind;

    /// <summary>[<see cref="Steps"/>, <see cref="Batch"/>, <see cref="Inputs"/>], or [<see cref="Rows"/>, <see cref="Inputs"/>].</summary>
    public required T* X;

    /// <summary>Distance of two steps, where all have all sequences.</summary>
    public required nint XStep;

    /// <summary>Distance of two sequences in a step.</summary>
    public required nint XRow;
    public required nint XColumn;

    /// <summary>
    /// [<see cref="Steps"/>]: how many sequences each step has, of sequences of several lengths, longest first, whose steps lie one after
    /// the other. Null where all have all steps.
    /// </summary>
    public required long* BatchSizes;
    public required nint BatchSizesStride;

    /// <summary>Rows of x in all steps.</summary>
    public required nint Rows;
    public required nint Steps;
    public required nint Batch;
    public required nint Inputs;

    /// <summary>Size of the gates and of the cell.</summary>
    public required nint Hidden;

    /// <summary>Size of the state: <see cref="Hidden"/>, or what it is projected to.</summary>
    public required nint Outputs;
    public required nint Layers;

    /// <summary>1 or 2.</summary>
    public required nint Directions;

    /// <summary>[layers · directions, <see cref="Batch"/>, <see cref="Outputs"/>].</summary>
    public required T* State;

    /// <summary>[3].</summary>
    public required nint* StateStrides;

    /// <summary>[layers · directions, <see cref="Batch"/>, <see cref="Hidden"/>]; null where there is none.</summary>
    public required T* Cell;

    /// <summary>[3].</summary>
    public required nint* CellStrides;

    /// <summary>
    /// Of each layer in each direction: [gates · hidden, inputs], [gates · hidden, outputs], two biases [gates · hidden] where there are
    /// any, contiguous, and [outputs, hidden] where states are projected.
    /// </summary>
    public required T** Weights;

    /// <summary>[2] for each of the weights.</summary>
    public required nint* WeightStrides;
    public required bool HasBiases;
    public required bool IsProjected;

    /// <summary>
    /// [<see cref="Steps"/>, <see cref="Batch"/>, directions · outputs] as x is laid out, columns neighbours; null for none.
    /// </summary>
    public required T* Result;
    public required nint ResultStep;
    public required nint ResultRow;

    /// <summary>[layers · directions, <see cref="Batch"/>, <see cref="Outputs"/>], contiguous; not the state before.</summary>
    public required T* LastState;

    /// <summary>[layers · directions, <see cref="Batch"/>, <see cref="Hidden"/>], contiguous; null where there is no cell.</summary>
    public required T* LastCell;

    /// <summary>Gates times their size.</summary>
    internal readonly nint Gates => Hidden * (Kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 });

    private readonly nint WeightCount => 2 + (HasBiases ? 2 : 0) + (IsProjected ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Batch <= 0 && BatchSizes is null)
        {
            return;
        }
        if (Outputs > int.MaxValue)
        {
            throw new KernelException($"states of {Outputs} elements are too long; at most {int.MaxValue} are possible.");
        }
        var width = checked(Directions * Outputs);
        var chunkSteps = Math.Clamp(ChunkRows / Math.Max(Batch, 1), 1, Math.Max(Steps, 1));
        var chunkRows = checked(chunkSteps * Batch);
        var parts = workers.Parts(checked(Directions * Batch), Work(chunkRows));
        var tasks = checked((int)(Directions * Math.Clamp(parts / Directions, 1, Math.Max(Batch, 1))));
        parts = Math.Min(parts, tasks);
        var inner = parts == 1 ? workers : new Workers(workers.Tier, SingleThread.Team);
        var taskRows = (Batch + (tasks / Directions) - 1) / (tasks / Directions);
        // What all layers take, one after the other.
        var offsetBytes = Aligned(checked((Steps + 1) * sizeof(nint)));
        var outputBytes = Aligned(checked(Rows * width * sizeof(T)));
        var outputs = Math.Min(Layers - 1, 2);
        var inputBytes = Aligned(checked(((chunkRows * Gates) + Slack) * sizeof(float)));
        var productBytes = Aligned(ProductBytes(workers, chunkRows, width));
        var task = new RecurrentTaskBytes(
            Aligned(checked(((taskRows * Gates) + Slack) * sizeof(float))),
            IsProjected ? Aligned(checked(taskRows * Hidden * sizeof(T))) : 0,
            Aligned(StateProductBytes(inner, taskRows)));
        var memory = (byte*)Scratch.Of(workers, checked(
            offsetBytes + (outputs * outputBytes) + (Directions * inputBytes) + productBytes + (tasks * task.All)));
        var job = new RecurrentJob<T>
        {
            Call = this,
            Tier = workers.Tier,
            Offsets = (nint*)memory,
            ChunkSteps = chunkSteps,
            Tasks = tasks,
            TaskRows = taskRows,
            TaskBytes = task,
        };
        memory += offsetBytes;
        FillOffsets(job.Offsets);
        var buffers = memory;
        memory += outputs * outputBytes;
        job.Products = memory;
        job.ProductsBytes = inputBytes;
        job.ProductScratch = job.Products + (Directions * inputBytes);
        job.TaskMemory = job.ProductScratch + productBytes;
        var input = new RecurrentRows<T>((nint)X, BatchSizes is not null, XStep, XRow, XColumn, Inputs);
        for (nint layer = 0; layer < Layers; layer++)
        {
            var target = layer < Layers - 1
                ? new RecurrentRows<T>((nint)(buffers + (layer % 2 * outputBytes)), input.IsPacked, Batch * width, width, 1, width)
                : new RecurrentRows<T>((nint)Result, input.IsPacked, ResultStep, ResultRow, 1, width);
            (job.Layer, job.Input, job.Target) = (layer, input, target);
            BeginLayer(layer);
            for (nint step = 0; step < Steps; step += chunkSteps)
            {
                (job.Step, job.EndStep) = (step, Math.Min(step + chunkSteps, Steps));
                job.MultiplyInput(workers);
                if (parts == 1)
                {
                    job.RunTasks(workers, 0, tasks);
                }
                else
                {
                    Jobs.Run(workers.Team, parts, job);
                }
            }
            input = target;
        }
    }

    /// <summary>One of the weights of a layer in a direction.</summary>
    internal readonly T* Weight(nint layer, nint direction, nint index, out MatrixStrides strides)
    {
        var place = (((layer * Directions) + direction) * WeightCount) + index;
        strides = new(WeightStrides[2 * place], WeightStrides[(2 * place) + 1]);
        return Weights[place];
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<RecurrentCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<RecurrentCall<TAny>>();

    private static nint Aligned(nint bytes) => checked(bytes + Alignment - 1) & ~(Alignment - 1);

    private readonly long Work(nint rows) => (long)Math.Min((double)Directions * rows * Gates * Outputs, long.MaxValue / 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly nint ProductBytes(Workers workers, nint rows, nint width)
    {
        nint most = 0;
        for (nint layer = 0; layer < Layers; layer++)
        {
            for (nint d = 0; d < Directions; d++)
            {
                Weight(layer, d, 0, out var strides);
                most = Math.Max(most, MatrixProduct.MostScratchBytes<T>(workers, rows, Gates, layer == 0 ? Inputs : width, strides));
            }
        }
        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly nint StateProductBytes(Workers workers, nint rows)
    {
        nint most = 0;
        for (nint i = 0; i < Layers * Directions; i++)
        {
            Weight(0, i, 1, out var strides);
            most = Math.Max(most, MatrixProduct.MostScratchBytes<T>(workers, rows, Gates, Outputs, strides));
            if (IsProjected)
            {
                Weight(0, i, WeightCount - 1, out strides);
                most = Math.Max(most, MatrixProduct.MostScratchBytes<T>(workers, rows, Outputs, Hidden, strides));
            }
        }
        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FillOffsets(nint* offsets)
    {
        nint sum = 0, before = Batch;
        for (nint step = 0; step < Steps; step++)
        {
            offsets[step] = sum;
            var size = BatchSizes is null ? Batch : (nint)BatchSizes[step * BatchSizesStride];
            if (BatchSizes is not null && (size < 1 || size > before))
            {
                throw new KernelException($"sequences of several lengths are packed longest first; step {step} has {size} of them.");
            }
            before = size;
            sum = checked(sum + size);
        }
        offsets[Steps] = sum;
        if (BatchSizes is not null && (Steps == 0 || offsets[1] != Batch || sum != Rows))
        {
            throw new KernelException(
                $"the steps' sizes are of {sum} rows and {(Steps == 0 ? 0 : offsets[1])} sequences, not {Rows} and {Batch}.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void BeginLayer(nint layer)
    {
        for (nint i = layer * Directions; i < (layer + 1) * Directions; i++)
        {
            Copy(State + (i * StateStrides[0]), StateStrides, LastState + (i * Batch * Outputs), Outputs);
            if (Cell is not null)
            {
                Copy(Cell + (i * CellStrides[0]), CellStrides, LastCell + (i * Batch * Hidden), Hidden);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Copy(T* from, nint* strides, T* to, nint columns)
    {
        for (nint row = 0; row < Batch; row++)
        {
            for (nint i = 0; i < columns; i++)
            {
                *to++ = from[(row * strides[1]) + (i * strides[2])];
            }
        }
    }
}
