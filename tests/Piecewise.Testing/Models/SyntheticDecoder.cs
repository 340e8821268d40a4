using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>
/// A decoder's functional graph as an export of a Hugging Face model gives it: norms written out in f32, rotary embedding as slices, casts
/// that change nothing, one attention operator a layer. With 28 layers of <see cref="DecoderShape.Qwen3"/> it has 2,656 nodes.
/// </summary>
internal sealed class SyntheticDecoder
{
    private readonly OperatorCatalog catalog;
    private readonly DecoderShape shape;
    private readonly Graph graph;

    private SyntheticDecoder(OperatorCatalog catalog, DecoderShape shape)
    {
        this.catalog = catalog;
        this.shape = shape;
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", new Interval(1, 4096));
        graph = new Graph("main", shapes);
    }

    private static SymInt Tokens => SymInt.Symbol("s0");

    /// <summary>
    /// Inputs <c>input_ids[s0]</c>, <c>positions[s0]</c> and the weights; result <c>logits[1, s0, vocabulary]</c>; <c>s0</c> in 1…4096.
    /// </summary>
    public static Graph Build(OperatorCatalog catalog, int layers, DecoderShape? shape = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new SyntheticDecoder(catalog, shape ?? DecoderShape.Qwen3).Build(layers);
    }

    private Graph Build(int layers)
    {
        var ids = graph.AddInput("input_ids", new TensorType(DType.I64, [Tokens]), InputSpec.User("input_ids"));
        var positions = graph.AddInput("positions", new TensorType(DType.I64, [Tokens]), InputSpec.User("positions"));
        var embedding = Weight("model.embed_tokens.weight", shape.Vocabulary, shape.Hidden);
        var norm = Weight("model.norm.weight", shape.Hidden);
        var (cosTable, sinTable) =
            (Weight("model.rotary_emb.cos", shape.Positions, shape.HeadDim),
                Weight("model.rotary_emb.sin", shape.Positions, shape.HeadDim));
        var weights = Enumerable.Range(0, layers).Select(LayerWeights).ToList();
        var x = Call("aten::embedding.default", embedding, Call("aten::unsqueeze.default", ids, 0L));
        var (cos, sin) = (Rows(cosTable), Rows(sinTable));
        for (var layer = 0; layer < layers; layer++)
        {
            x = Layer(x, layer, weights[layer], cos, sin);
        }
        graph.SetOutput([Call("aten::linear.default", Norm(x, norm), embedding)]);
        return graph;

        Node Rows(Node table) =>
            Call("aten::to.dtype", Call("aten::unsqueeze.default", Call("aten::index_select.default", table, 0L, positions), 0L),
                shape.DType);
    }

    private Dictionary<string, Node> LayerWeights(int layer)
    {
        var (query, keyValue) = (shape.Heads * shape.HeadDim, shape.KeyValueHeads * shape.HeadDim);
        return new (string Name, long[] Shape)[]
        {
            ("input_layernorm", [shape.Hidden]),
            ("self_attn.q_proj", [query, shape.Hidden]),
            ("self_attn.k_proj", [keyValue, shape.Hidden]),
            ("self_attn.v_proj", [keyValue, shape.Hidden]),
            ("self_attn.q_norm", [shape.HeadDim]),
            ("self_attn.k_norm", [shape.HeadDim]),
            ("self_attn.o_proj", [shape.Hidden, query]),
            ("post_attention_layernorm", [shape.Hidden]),
            ("mlp.gate_proj", [shape.Intermediate, shape.Hidden]),
            ("mlp.up_proj", [shape.Intermediate, shape.Hidden]),
            ("mlp.down_proj", [shape.Hidden, shape.Intermediate]),
        }.ToDictionary(w => w.Name, w => Weight($"model.layers.{layer}.{w.Name}.weight", w.Shape));
    }

    private Node Layer(Node x, int layer, Dictionary<string, Node> weights, Node cos, Node sin)
    {
        var hidden = Norm(x, weights["input_layernorm"]);
        var tokens = Call("aten::sym_size.int", hidden, 1L);
        var (cosOfHeads, sinOfHeads) = (Call("aten::unsqueeze.default", cos, 1L), Call("aten::unsqueeze.default", sin, 1L));
        var query = Rotate(HeadsFirst(Norm(Heads("self_attn.q_proj"), weights["self_attn.q_norm"])));
        var key = Rotate(HeadsFirst(Norm(Heads("self_attn.k_proj"), weights["self_attn.k_norm"])));
        var value = HeadsFirst(Heads("self_attn.v_proj"));
        var attended = Call(
            "piecewise::attention.default", TokensFirst(query), TokensFirst(key), TokensFirst(value), (long)layer,
            1 / Math.Sqrt(shape.HeadDim));
        var batched = Call("aten::to.dtype", Call("aten::unsqueeze.default", attended, 0L), shape.DType);
        var flat = Call("aten::view.default", batched,
            Argument.List([1L, Call("aten::sym_size.int", batched, 1L), (long)(shape.Heads * shape.HeadDim)]));
        var residual = Call("aten::add.Tensor", x, Linear(Call("aten::contiguous.default", flat), "self_attn.o_proj"));
        var mlp = Norm(residual, weights["post_attention_layernorm"]);
        var gated = Call("aten::mul.Tensor", Call("aten::silu.default", Linear(mlp, "mlp.gate_proj")), Linear(mlp, "mlp.up_proj"));
        return Call("aten::add.Tensor", residual, Linear(gated, "mlp.down_proj"));

        Node Linear(Node input, string name) => Call("aten::linear.default", input, weights[name]);

        Node Heads(string name) => Call("aten::view.default", Linear(hidden, name), Argument.List([1L, tokens, -1L, (long)shape.HeadDim]));

        Node HeadsFirst(Node heads) => Call("aten::transpose.int", heads, 1L, 2L);

        Node TokensFirst(Node heads) =>
            Call("aten::contiguous.default", Call("aten::transpose.int", Call("aten::select.int", heads, 0L, 0L), 0L, 1L));

        Node Rotate(Node heads)
        {
            var half = (long)(shape.HeadDim / 2);
            var (left, right) = (Call("aten::slice.Tensor", heads, 3L, 0L, half),
                Call("aten::slice.Tensor", heads, 3L, half, (long)shape.HeadDim));
            var turned = Call("aten::cat.default", Argument.List([Call("aten::neg.default", right), left]), -1L);
            return Call("aten::to.dtype",
                Call("aten::add.Tensor", Call("aten::mul.Tensor", heads, cosOfHeads), Call("aten::mul.Tensor", turned, sinOfHeads)),
                shape.DType);
        }
    }

    // As Hugging Face writes it: in f32, rounded before the weight.
    private Node Norm(Node x, Node weight)
    {
        var wide = Call("aten::to.dtype", x, DType.F32);
        var variance = Call("aten::mean.dim", Call("aten::pow.Tensor_Scalar", wide, 2L), Argument.Ints([-1]), true);
        var scale = Call("aten::rsqrt.default", Call("aten::add.Tensor", variance, 1e-6));
        return Call("aten::mul.Tensor", weight, Call("aten::to.dtype", Call("aten::mul.Tensor", wide, scale), shape.DType));
    }

    private Node Weight(string name, params long[] sizes) => graph.AddInput(
        "p_" + name.Replace('.', '_'), new TensorType(shape.DType, [.. sizes.Select(s => (SymInt)s)]),
        new InputSpec(InputKind.Parameter, name));

    private Node Call(string op, params ReadOnlySpan<Argument> arguments) => catalog.Call(graph, null, op, arguments);
}
