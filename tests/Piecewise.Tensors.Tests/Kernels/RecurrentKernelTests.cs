using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>Recurrent networks of random forms against loops that say what they are, in guarded memory.</summary>
public sealed unsafe class RecurrentKernelTests
{
    private const int Forms = 60;

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Sequences_pass_through_layers_and_directions(string tier, int threads)
    {
        for (var seed = 0; seed < Forms; seed++)
        {
            Check<float>(TestWorkers.Of(tier, threads), seed, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void States_are_rounded_in_each_step(string tier, int threads)
    {
        for (var seed = 0; seed < Forms; seed++)
        {
            Check<BFloat16>(TestWorkers.Of(tier, threads), seed, 2e-2);
        }
    }

    [Fact]
    public void Many_steps_are_multiplied_a_chunk_at_a_time()
    {
        foreach (var (seed, batch) in new[] { (1, 1), (2, 1), (3, 3), (4, 3) })
        {
            Check<float>(
                Workers.Alone, seed, 1e-4, new Form(new Random(seed)) { Steps = 1100, Batch = batch, Directions = 2, Sizes = null });
        }
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, "sequences of several lengths are packed longest first; step 1 has 3 of them.")]
    [InlineData(new long[] { 2, 0 }, "sequences of several lengths are packed longest first; step 1 has 0 of them.")]
    [InlineData(new long[] { 1, 1 }, "the steps' sizes are of 2 rows and 1 sequences, not 4 and 2.")]
    [InlineData(new long[] { 2, 1 }, "the steps' sizes are of 3 rows and 2 sequences, not 4 and 2.")]
    public void Steps_of_wrong_sizes_are_refused(long[] sizes, string message)
    {
        var form = new Form(new Random(1)) { Steps = 2, Batch = 2, Layers = 1, Directions = 1, Sizes = [2, 2] };
        using var operands = new Operands<float>(form);
        fixed (long* given = sizes.AsSpan())
        {
            operands.Call.BatchSizes = given;
            Assert.Equal(message, Assert.Throws<KernelException>(() => operands.Run(Workers.Alone)).Message);
        }
    }

    private static void Check<T>(Workers workers, int seed, double tolerance, Form? given = null) where T : unmanaged
    {
        var form = given ?? new Form(new Random(seed));
        using var operands = new Operands<T>(form);
        fixed (long* sizes = form.Sizes)
        {
            operands.Call.BatchSizes = sizes;
            operands.Run(workers);
        }
        var expected = operands.Expect();
        AssertClose(expected.Output, operands.Result, tolerance, $"seed {seed}, output");
        AssertClose(expected.State, operands.LastState, tolerance, $"seed {seed}, state");
        if (form.Kind == RecurrentKind.Lstm)
        {
            AssertClose(expected.Cell, operands.LastCell, tolerance, $"seed {seed}, cell");
        }
    }

    private static void AssertClose<T>(double[] expected, Memory<T> actual, double tolerance, string what) where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Span.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual.Read(i)) <= tolerance, $"{what} {i}: {actual.Read(i)}, not {expected[i]}");
        }
    }

    private sealed class Form
    {
        public Form(Random random)
        {
            Random = random;
            Kind = (RecurrentKind)random.Next(4);
            (Steps, Batch, Inputs, Hidden) = (random.Next(1, 7), random.Next(1, 6), random.Next(0, 20), random.Next(1, 40));
            (Layers, Directions) = (random.Next(1, 4), random.Next(1, 3));
            (HasBiases, IsBatchFirst) = (random.Next(3) > 0, random.Next(2) > 0);
            Outputs = Kind == RecurrentKind.Lstm && random.Next(2) > 0 ? random.Next(1, 20) : Hidden;
            if (random.Next(3) == 0)
            {
                var size = Batch;
                Sizes = [.. Enumerable.Range(0, Steps).Select(i => size = i == 0 ? size : random.Next(1, size + 1))];
            }
        }

        public Random Random { get; }
        public RecurrentKind Kind { get; }
        public int Steps { get; init; }
        public int Batch { get; init; }
        public int Inputs { get; }
        public int Hidden { get; }
        public int Outputs { get; }
        public int Layers { get; init; }
        public int Directions { get; init; }
        public bool HasBiases { get; }
        public bool IsBatchFirst { get; }
        public long[]? Sizes { get; init; }
        public bool IsProjected => Outputs != Hidden;
        public int Gates => Hidden * (Kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 });
        public int Rows => Sizes is null ? Steps * Batch : (int)Sizes.Sum();

        public int SizeOf(int step) => Sizes is null ? Batch : (int)Sizes[step];

        public int RowOf(int step, int sequence) => Sizes is not null ? (int)Sizes[..step].Sum() + sequence
            : IsBatchFirst ? (sequence * Steps) + step : (step * Batch) + sequence;
    }

    private sealed class Operands<T> : IDisposable where T : unmanaged
    {
        private readonly Form form;
        private readonly List<Memory<T>> weights = [];
        private readonly List<int> columns = [];
        private readonly Memory<T> x;
        private readonly Memory<T> state;
        private readonly Memory<T> cell;

        public Operands(Form form)
        {
            this.form = form;
            var (random, width, states) = (form.Random, form.Outputs * form.Directions, form.Layers * form.Directions);
            x = Memory<T>.Random(random, form.Rows * form.Inputs);
            state = Memory<T>.Random(random, states * form.Batch * form.Outputs);
            cell = Memory<T>.Random(random, states * form.Batch * form.Hidden);
            for (var i = 0; i < states; i++)
            {
                Add(form.Gates, i < form.Directions ? form.Inputs : width);
                Add(form.Gates, form.Outputs);
                for (var bias = 0; form.HasBiases && bias < 2; bias++)
                {
                    Add(form.Gates, 1);
                }
                if (form.IsProjected)
                {
                    Add(form.Outputs, form.Hidden);
                }
            }
            Result = new(form.Rows * width);
            LastState = new(state.Span.Length);
            LastCell = new(cell.Span.Length);
            Call = new RecurrentCall<T>
            {
                Kind = form.Kind,
                X = x.Pointer,
                XStep = (form.IsBatchFirst ? 1 : form.Batch) * form.Inputs,
                XRow = (form.IsBatchFirst && form.Sizes is null ? form.Steps : 1) * form.Inputs,
                XColumn = 1,
                BatchSizes = null,
                BatchSizesStride = 1,
                Rows = form.Rows,
                Steps = form.Steps,
                Batch = form.Batch,
                Inputs = form.Inputs,
                Hidden = form.Hidden,
                Outputs = form.Outputs,
                Layers = form.Layers,
                Directions = form.Directions,
                State = state.Pointer,
                StateStrides = null,
                Cell = form.Kind == RecurrentKind.Lstm ? cell.Pointer : null,
                CellStrides = null,
                Weights = null,
                WeightStrides = null,
                HasBiases = form.HasBiases,
                IsProjected = form.IsProjected,
                Result = Result.Pointer,
                ResultStep = (form.IsBatchFirst ? 1 : form.Batch) * width,
                ResultRow = (form.IsBatchFirst && form.Sizes is null ? form.Steps : 1) * width,
                LastState = LastState.Pointer,
                LastCell = form.Kind == RecurrentKind.Lstm ? LastCell.Pointer : null,
            };
        }

        public RecurrentCall<T> Call;

        public Memory<T> Result { get; }

        public Memory<T> LastState { get; }

        public Memory<T> LastCell { get; }

        public void Run(Workers workers)
        {
            var pointers = stackalloc T*[weights.Count];
            var strides = stackalloc nint[2 * weights.Count];
            for (var i = 0; i < weights.Count; i++)
            {
                pointers[i] = weights[i].Pointer;
                (strides[2 * i], strides[(2 * i) + 1]) = (columns[i], 1);
            }
            var stateStrides = stackalloc nint[3] { form.Batch * form.Outputs, form.Outputs, 1 };
            var cellStrides = stackalloc nint[3] { form.Batch * form.Hidden, form.Hidden, 1 };
            Call.StateStrides = stateStrides;
            Call.CellStrides = cellStrides;
            Call.Weights = pointers;
            Call.WeightStrides = strides;
            Call.Run(workers);
        }

        public (double[] Output, double[] State, double[] Cell) Expect()
        {
            double[] Values(Memory<T> memory) => [.. Enumerable.Range(0, memory.Span.Length).Select(i => (double)memory.Read(i))];
            var (input, states, cells) = (Values(x), Values(state), Values(cell));
            var (width, inputs, perLayer) = (form.Outputs * form.Directions, form.Inputs, weights.Count / form.Layers / form.Directions);
            for (var layer = 0; layer < form.Layers; layer++)
            {
                var output = new double[form.Rows * width];
                for (var d = 0; d < form.Directions; d++)
                {
                    var place = (layer * form.Directions) + d;
                    double[][] own = [.. weights.Skip(place * perLayer).Take(perLayer).Select(Values)];
                    for (var i = 0; i < form.Steps; i++)
                    {
                        var step = d == 0 ? i : form.Steps - 1 - i;
                        for (var sequence = 0; sequence < form.SizeOf(step); sequence++)
                        {
                            var (row, at) = (form.RowOf(step, sequence), (place * form.Batch) + sequence);
                            var next = Step(
                                input.AsSpan(row * inputs, inputs), states.AsSpan(at * form.Outputs, form.Outputs),
                                cells.AsSpan(at * form.Hidden, form.Hidden), own);
                            next.CopyTo(states.AsSpan(at * form.Outputs));
                            next.CopyTo(output.AsSpan((row * width) + (d * form.Outputs)));
                        }
                    }
                }
                (input, inputs) = (output, width);
            }
            return (input, states, cells);
        }

        public void Dispose()
        {
            weights.ForEach(w => w.Dispose());
            foreach (var memory in new[] { x, state, cell, Result, LastState, LastCell })
            {
                memory.Dispose();
            }
        }

        private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

        private static double Round(double value) => typeof(T) == typeof(float) ? (float)value : (float)(BFloat16)(float)value;

        private double[] Step(ReadOnlySpan<double> input, ReadOnlySpan<double> before, Span<double> cell, double[][] own)
        {
            var (ours, theirs) = (Product(own[0], input, form.Gates), Product(own[1], before, form.Gates));
            for (var i = 0; form.HasBiases && i < form.Gates; i++)
            {
                ours[i] += own[2][i];
                theirs[i] += own[3][i];
            }
            var (h, next) = (form.Hidden, new double[form.Hidden]);
            for (var i = 0; i < h; i++)
            {
                double Gate(int gate) => ours[(gate * h) + i] + theirs[(gate * h) + i];
                switch (form.Kind)
                {
                    case RecurrentKind.Lstm:
                        var value = (Sigmoid(Gate(1)) * cell[i]) + (Sigmoid(Gate(0)) * Math.Tanh(Gate(2)));
                        cell[i] = Round(value);
                        next[i] = Round(Sigmoid(Gate(3)) * Math.Tanh(value));
                        break;
                    case RecurrentKind.Gru:
                        var candidate = Math.Tanh(ours[(2 * h) + i] + (Sigmoid(Gate(0)) * theirs[(2 * h) + i]));
                        next[i] = Round(candidate + (Sigmoid(Gate(1)) * (before[i] - candidate)));
                        break;
                    default:
                        next[i] = Round(form.Kind == RecurrentKind.Tanh ? Math.Tanh(Gate(0)) : Math.Max(Gate(0), 0));
                        break;
                }
            }
            return form.IsProjected ? [.. Product(own[^1], next, form.Outputs).Select(Round)] : next;
        }

        private static double[] Product(double[] weight, ReadOnlySpan<double> values, int rows)
        {
            var result = new double[rows];
            for (var i = 0; i < rows; i++)
            {
                for (var k = 0; k < values.Length; k++)
                {
                    result[i] += weight[(i * values.Length) + k] * values[k];
                }
            }
            return result;
        }

        private void Add(int rows, int count)
        {
            weights.Add(Memory<T>.Random(form.Random, rows * count, scale: 0.4f));
            columns.Add(count);
        }
    }
}
