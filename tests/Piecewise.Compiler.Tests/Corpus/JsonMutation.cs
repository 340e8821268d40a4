using System.Text.Json.Nodes;

namespace Piecewise.Compiler.Tests;

/// <summary>Random changes of the structure of a program's JSON: what a damaged or a malicious writer might write.</summary>
internal static class JsonMutation
{
    private static readonly string[] Texts =
    [
        "", "x", "self", "torch.ops.aten.add.Tensor", "torch.ops.aten.view.default", "torch.ops.aten.split.Tensor",
        "torch.ops.aten.index.Tensor",
        "torch.ops.aten.expand.default", "torch.ops.aten.copy_.default", "torch.ops.higher_order.cond",
        "torch.ops.higher_order.wrap_with_set_grad_enabled",
        "torch.ops.higher_order.auto_functionalized_v2", "torch._functorch.predispatch._add_batch_dim", "_operator.floordiv",
        "Symbol('s77', positive=True, integer=True)", "Symbol('', integer=True)", "Symbol('u0', integer=True)",
        "Integer(9223372036854775807)",
        "Mul(Integer(9223372036854775807), Symbol('s77', positive=True, integer=True))",
        "FloorDiv(Symbol('s77', positive=True, integer=True), Integer(0))",
        "Pow(Add(Symbol('s77', positive=True, integer=True), Symbol('s1', integer=True), Symbol('s2', integer=True), "
        + "Integer(1)), Integer(16))",
        "TruncToInt(Mul(Float('0.5', precision=53), ToFloat(Symbol('s77', positive=True, integer=True))))",
        "Max(Integer(1), Symbol('s77', integer=True))",
        "L['x'].size()[0] == 2", "L['x'].size()[0] // 0 == 1", "9223372036854775807 * L['x'].size()[0] == 2", "s77 + 1", "2*s77", "s77//0",
        "((((s77",
    ];

    private static readonly long[] Numbers = [long.MinValue, -1, 0, 1, 2, 3, 7, 64, 1 << 20, 1L << 40, long.MaxValue];

    /// <summary>Makes one change somewhere in the tree.</summary>
    public static void Apply(Random random, JsonNode root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        switch (nodes[random.Next(nodes.Count)])
        {
            case JsonArray array:
                Change(random, array, nodes);
                break;
            case JsonObject { Count: > 0 } map:
                Change(random, map, nodes);
                break;
            case JsonValue value:
                value.ReplaceWith(Other(random, value, nodes));
                break;
        }
    }

    private static void Change(Random random, JsonArray array, List<JsonNode> nodes)
    {
        switch (random.Next(4))
        {
            case 0 when array.Count > 0:
                array.RemoveAt(random.Next(array.Count));
                break;
            case 1 when array.Count > 0:
                array.Add(array[random.Next(array.Count)]?.DeepClone());
                break;
            case 2 when array.Count > 1:
                var moved = array[random.Next(array.Count)];
                array.Remove(moved);
                array.Insert(random.Next(array.Count + 1), moved);
                break;
            default:
                array.Insert(random.Next(array.Count + 1), nodes[random.Next(nodes.Count)].DeepClone());
                break;
        }
    }

    private static void Change(Random random, JsonObject map, List<JsonNode> nodes)
    {
        var key = map.ElementAt(random.Next(map.Count)).Key;
        var value = map[key]?.DeepClone();
        switch (random.Next(4))
        {
            case 0:
                map.Remove(key);
                break;
            case 1:
                map.Remove(key);
                map[Texts[random.Next(Texts.Length)]] = value;
                break;
            case 2:
                // A value of the same key somewhere else: mostly well formed, and wrong.
                var others = nodes.OfType<JsonObject>().Where(o => o != map && o.ContainsKey(key)).ToList();
                map[key] = others.Count == 0 ? null : others[random.Next(others.Count)][key]?.DeepClone();
                break;
            default:
                map[key] = nodes[random.Next(nodes.Count)].DeepClone();
                break;
        }
    }

    private static JsonNode? Other(Random random, JsonValue value, List<JsonNode> nodes) => random.Next(4) switch
    {
        0 => null,
        1 => nodes.OfType<JsonValue>().ElementAt(random.Next(nodes.OfType<JsonValue>().Count())).DeepClone(),
        _ when value.TryGetValue<string>(out _) => JsonValue.Create(Texts[random.Next(Texts.Length)]),
        _ when value.TryGetValue<bool>(out var flag) => JsonValue.Create(!flag),
        _ => JsonValue.Create(Numbers[random.Next(Numbers.Length)]),
    };

    private static void Collect(JsonNode node, List<JsonNode> nodes)
    {
        nodes.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(pair => pair.Value),
            JsonArray array => array,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            Collect(child, nodes);
        }
    }
}
