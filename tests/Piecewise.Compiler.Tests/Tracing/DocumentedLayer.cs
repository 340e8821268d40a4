using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>The example of <c>docs/tracing.md</c>; a test holds the page to it.</summary>
internal static class DocumentedLayer
{
    public const int Hidden = 16;
    public const int Heads = 4;
    public const int HeadSize = Hidden / Heads;
    public const int Inner = 32;

    // <docs>
    public static TracedOutputs DecoderLayer(TraceScope scope)
    {
        var (hidden, cos, sin) = scope;
        var tokens = hidden.Shape[0];
        using (scope.Module("self_attn", "Attention"))
        {
            var x = hidden.RmsNorm(scope.Parameter("norm.weight"));
            var query = Rotate(Project("q_proj"), cos, sin);
            var key = Rotate(Project("k_proj"), cos, sin);
            var mixed = Op.Call("piecewise::attention", query, key, Project("v_proj"), 0, 1 / Math.Sqrt(HeadSize)).Tensor;
            hidden += mixed.Reshape(tokens, Hidden).Linear(scope.Parameter("o_proj.weight"));

            TracedTensor Project(string name) => x.Linear(scope.Parameter($"{name}.weight")).View(tokens, Heads, HeadSize);
        }
        using (scope.Module("mlp", "FeedForward"))
        {
            var x = hidden.RmsNorm(scope.Parameter("norm.weight"));
            var gate = x.Linear(scope.Parameter("gate_proj.weight")).Silu();
            return hidden + (gate * x.Linear(scope.Parameter("up_proj.weight"))).Linear(scope.Parameter("down_proj.weight"));
        }
    }

    private static TracedTensor Rotate(TracedTensor x, TracedTensor cos, TracedTensor sin)
    {
        var halves = x.Chunk(2, dim: -1);
        return x * cos.Unsqueeze(1) + Op.Cat([-halves[1], halves[0]], dim: -1) * sin.Unsqueeze(1);
    }

    public static IEnumerable<TraceInput> Inputs(IReadOnlyDictionary<string, Tensor> weights)
    {
        var tokens = Dim.Dynamic("num_tokens", min: 1, max: 8192);
        return
        [
            .. StateSpec.Parameters(weights),
            new TensorSpec("hidden", DType.F32, tokens, Hidden),
            new TensorSpec("cos", DType.F32, tokens, HeadSize),
            new TensorSpec("sin", DType.F32, tokens, HeadSize),
        ];
    }
    // </docs>

    public static Dictionary<string, Tensor> Weights { get; } = new()
    {
        ["self_attn.norm.weight"] = Traced.Values(1, Hidden),
        ["self_attn.q_proj.weight"] = Traced.Values(2, Hidden, Hidden),
        ["self_attn.k_proj.weight"] = Traced.Values(3, Hidden, Hidden),
        ["self_attn.v_proj.weight"] = Traced.Values(4, Hidden, Hidden),
        ["self_attn.o_proj.weight"] = Traced.Values(5, Hidden, Hidden),
        ["mlp.norm.weight"] = Traced.Values(6, Hidden),
        ["mlp.gate_proj.weight"] = Traced.Values(7, Inner, Hidden),
        ["mlp.up_proj.weight"] = Traced.Values(8, Inner, Hidden),
        ["mlp.down_proj.weight"] = Traced.Values(9, Hidden, Inner),
    };
}
