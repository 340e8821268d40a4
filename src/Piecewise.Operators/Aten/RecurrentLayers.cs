using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Recurrent networks over sequences [T, N, in], or over the packed steps of sequences of several lengths: some layers, in one direction or
/// both, computed in f32 for 16-bit floats; each step's state is rounded. Source: <c>torch.nn.LSTM</c>, <c>torch.nn.GRU</c>,
/// <c>torch.nn.RNN</c>.
/// </summary>
internal sealed class RecurrentLayers : IOperatorSource
{
    private const string Options = "Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional";
    private const string States = "(Tensor, Tensor)";

    public IEnumerable<Operator> Create() =>
    [
        new RecurrentOperator($"aten::lstm.input(Tensor input, Tensor[] hx, {Options}, bool batch_first) -> (Tensor, Tensor, Tensor)",
            RecurrentKind.Lstm),
        new RecurrentOperator($"aten::lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, {Options}) -> (Tensor, Tensor, Tensor)",
            RecurrentKind.Lstm),
        new RecurrentOperator($"aten::gru.input(Tensor input, Tensor hx, {Options}, bool batch_first) -> {States}", RecurrentKind.Gru),
        new RecurrentOperator($"aten::gru.data(Tensor data, Tensor batch_sizes, Tensor hx, {Options}) -> {States}", RecurrentKind.Gru),
        new RecurrentOperator($"aten::rnn_tanh.input(Tensor input, Tensor hx, {Options}, bool batch_first) -> {States}",
            RecurrentKind.Tanh),
        new RecurrentOperator($"aten::rnn_tanh.data(Tensor data, Tensor batch_sizes, Tensor hx, {Options}) -> {States}",
            RecurrentKind.Tanh),
        new RecurrentOperator($"aten::rnn_relu.input(Tensor input, Tensor hx, {Options}, bool batch_first) -> {States}",
            RecurrentKind.Relu),
        new RecurrentOperator($"aten::rnn_relu.data(Tensor data, Tensor batch_sizes, Tensor hx, {Options}) -> {States}",
            RecurrentKind.Relu),
    ];

    /// <summary>The weights of one layer in one direction.</summary>
    private readonly record struct Layer(Tensor Input, Tensor State, Tensor? InputBias, Tensor? StateBias, Tensor? Projection);

    private sealed class RecurrentOperator(string schema, RecurrentKind kind) : Operator(schema)
    {
        private readonly int gates = RecurrentSteps.GatesOf(kind);

        private bool IsLstm => kind == RecurrentKind.Lstm;

        private bool IsPacked => Schema.Overload == "data";

        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor(IsPacked ? "data" : "input");
            Products.RequireRank(context, input, IsPacked ? 2 : 3);
            ImmutableArray<TensorType> states = IsLstm ? context.Tensors("hx") : [context.Tensor("hx")];
            if (states.Length != (IsLstm ? 2 : 1) || !input.DType.IsFloat() || states.Any(s => s.Rank != 3))
            {
                throw context.Error($"takes floats and {(IsLstm ? "two states" : "one state")} [layers, N, hidden], found {input}.");
            }
            if (KernelCalls.Number(context, "dropout") is var dropout && context.Bool("train") && dropout != 0)
            {
                throw context.Error("dropout between layers is random in training; export the model in evaluation mode.");
            }
            var directions = context.Bool("bidirectional") ? 2 : 1;
            var layers = context.Int("num_layers");
            var (batch, hidden) = (states[0].Shape[1], states[^1].Shape[2]);
            // Before it is multiplied.
            if (layers < 1 || layers > context.Tensors("params").Length)
            {
                throw context.Error($"{layers} layers have weights each, found {context.Tensors("params").Length}.");
            }
            RequireStates(context, input, states, layers * directions, batch);
            RequireWeights(context, input, states[0].Shape[2], hidden, directions);
            var width = states[0].Shape[2] * directions;
            if (IsPacked)
            {
                var sizes = context.Tensor("batch_sizes");
                if (sizes.Rank != 1 || sizes.DType != DType.I64)
                {
                    throw context.Error($"'batch_sizes' is a vector of i64, found {sizes}.");
                }
            }
            else
            {
                var batchFirst = context.Bool("batch_first");
                Products.RequireEqual(context, input.Shape[batchFirst ? 0 : 1], batch, input, states[0]);
                if (context.Refutes(SymBool.Ge(input.Shape[batchFirst ? 1 : 0], 1)))
                {
                    throw context.Error($"takes sequences of one step or more, found {input}.");
                }
            }
            return new TupleType(
                [input.WithShape([.. input.Shape[..^1], width]), .. states.Select(s => s.WithShape(s.Shape))]);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            if (context["params"] is not ListArgument { Items: var weights }
                || (IsLstm ? context["hx"] as ListArgument : new ListArgument([context["hx"]])) is not { Items: var states })
            {
                return null;
            }
            var (steps, sequences) = IsPacked ? ((int?)null, 0) : context.Bool("batch_first") ? (1, 0) : (0, 1);
            return RecurrentKernelCalls.Layers(
                context, kind, IsPacked ? "data" : "input", new(steps, sequences), IsPacked ? "batch_sizes" : null,
                [.. states.Select(s => ((NodeArgument)s).Node)], [.. weights.Select(w => ((NodeArgument)w).Node)],
                context.Bool("has_biases"), checked((int)context.Int("num_layers")), context.Bool("bidirectional") ? 2 : 1, isCell: false);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var given = context.Tensor(IsPacked ? "data" : "input");
            Tensor[] states = IsLstm ? [.. context.Tensors("hx")] : [context.Tensor("hx")];
            var batchFirst = !IsPacked && context.Bool("batch_first");
            var x = batchFirst ? given.Permute(1, 0, 2).Contiguous() : given.Contiguous();
            var sizes = IsPacked ? BatchSizes(context, given.Shape[0], states[0].Shape[1])
                : [.. Enumerable.Repeat(x.Shape[1], (int)x.Shape[0])];
            x = x.View(Layout.ElementCount(x.Shape[..^1]), x.Shape[^1]);
            var directions = context.Bool("bidirectional") ? 2 : 1;
            Tensor[] last = [.. states.Select(s => Tensor.Zeros(s.DType, s.Shape))];
            var layers = Layers(context);
            for (var layer = 0; layer < layers.Length; layer += directions)
            {
                var width = states[0].Shape[2];
                var output = Tensor.Zeros(x.DType, x.Shape[0], width * directions);
                for (var d = 0; d < directions; d++)
                {
                    var target = output.AsStrided([x.Shape[0], width], output.Strides, d * width);
                    Run(x, sizes, layers[layer + d], [.. states.Select(s => s.Select(0, layer + d))],
                        [.. last.Select(s => s.Select(0, layer + d))], target, isReverse: d == 1);
                }
                x = output;
            }
            var result = x.View(batchFirst ? [given.Shape[1], given.Shape[0], x.Shape[1]] : [.. given.Shape[..^1], x.Shape[1]]);
            return Value.List([batchFirst ? result.Permute(1, 0, 2).Contiguous() : result, .. last.Select(s => (Value)s)]);
        }

        // The steps of a layer in one direction. What has ended, or not begun, keeps its state.
        private void Run(
            Tensor x, long[] sizes, Layer layer, Tensor[] states, Tensor[] last, Tensor output, bool isReverse)
        {
            for (var i = 0; i < states.Length; i++)
            {
                Strided.Copy(states[i], last[i]);
            }
            var products = RecurrentSteps.Product(x, layer.Input, layer.InputBias);
            var row = isReverse ? x.Shape[0] : 0;
            for (var step = 0; step < sizes.Length; step++)
            {
                var size = sizes[isReverse ? sizes.Length - 1 - step : step];
                row -= isReverse ? size : 0;
                var state = last[0].Slice(0, 0, size);
                var ours = products.Slice(0, row, size);
                var theirs = RecurrentSteps.Product(state, layer.State, layer.StateBias);
                Tensor next;
                if (IsLstm)
                {
                    var cell = last[1].Slice(0, 0, size);
                    (next, var nextCell) = RecurrentSteps.Lstm(ours, theirs, cell);
                    Strided.Copy(Cast.To(nextCell, cell.DType), cell);
                }
                else
                {
                    next = RecurrentSteps.Next(kind, ours, theirs, state);
                }
                next = Cast.To(next, x.DType);
                next = layer.Projection is { } projection ? Cast.To(RecurrentSteps.Product(next, projection, null), x.DType) : next;
                Strided.Copy(next, state);
                Strided.Copy(next, output.Slice(0, row, size));
                row += isReverse ? 0 : size;
            }
        }

        private Layer[] Layers(EvaluationContext context)
        {
            var weights = context.Tensors("params");
            var hasBiases = context.Bool("has_biases");
            var count = weights.Length / (int)(context.Int("num_layers") * (context.Bool("bidirectional") ? 2 : 1));
            var isProjected = RecurrentKernelCalls.IsProjected(count, hasBiases);
            return
            [
                .. weights.Chunk(count).Select(w => new Layer(
                    w[0], w[1], hasBiases ? w[2] : null, hasBiases ? w[3] : null, isProjected ? w[^1] : null)),
            ];
        }

        private static long[] BatchSizes(EvaluationContext context, long rows, long batch)
        {
            var sizes = context.Tensor("batch_sizes").ToArray<long>();
            long sum = 0;
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] < 1 || sizes[i] > (i == 0 ? batch : sizes[i - 1]))
                {
                    throw context.Error($"sequences of several lengths are packed longest first; step {i} has {sizes[i]} of them.");
                }
                sum += sizes[i];
            }
            return sizes.Length > 0 && sizes[0] == batch && sum == rows ? sizes
                : throw context.Error(
                    $"the steps' sizes are of {sum} rows and {sizes.FirstOrDefault()} sequences, not {rows} and {batch}.");
        }

        private static void RequireStates(
            InferenceContext context, TensorType input, ImmutableArray<TensorType> states, long count, SymInt batch)
        {
            foreach (var state in states)
            {
                Products.RequireSame(context, input, state);
                if (context.Refutes(SymBool.Eq(state.Shape[0], count)) || context.Refutes(SymBool.Eq(state.Shape[1], batch)))
                {
                    throw context.Error($"states are [{count}, {batch}, hidden], found {state}.");
                }
            }
        }

        private void RequireWeights(
            InferenceContext context, TensorType input, SymInt output, SymInt hidden, int directions)
        {
            var weights = context.Tensors("params");
            var hasBiases = context.Bool("has_biases");
            var layers = context.Int("num_layers") * directions;
            // Their count says whether states are projected: sizes that are not known now may be equal or not.
            var perLayer = (int)(weights.Length / layers);
            var isProjected = IsLstm && RecurrentKernelCalls.IsProjected(perLayer, hasBiases);
            var expected = 2 + (hasBiases ? 2 : 0) + (isProjected ? 1 : 0);
            if (weights.Length != layers * expected)
            {
                throw context.Error($"{layers} layers and directions have {layers * expected} weights, found {weights.Length}.");
            }
            if (!isProjected && context.Refutes(SymBool.Eq(output, hidden)))
            {
                throw context.Error($"states of {output} and {hidden} elements need projections among the weights.");
            }
            var rows = hidden * gates;
            for (var i = 0; i < weights.Length; i++)
            {
                var (layer, part) = Math.DivRem(i, perLayer);
                var width = layer < directions ? input.Shape[^1] : output * directions;
                ImmutableArray<SymInt> shape = part switch
                {
                    0 => [rows, width],
                    1 => [rows, output],
                    _ when part < (hasBiases ? 4 : 2) => [rows],
                    _ => [output, hidden],
                };
                Products.RequireSame(context, input, weights[i]);
                if (weights[i].Rank != shape.Length || weights[i].Shape.Zip(shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
                {
                    throw context.Error($"weight {i} is [{string.Join(", ", shape)}], found {weights[i]}.");
                }
            }
        }
    }
}
