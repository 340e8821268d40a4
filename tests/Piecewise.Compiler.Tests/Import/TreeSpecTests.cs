using System.Text.Json;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>The texts are what PyTorch's pytree writes for values of these types.</summary>
public sealed class TreeSpecTests
{
    private const string Leaf = """{"type": null, "context": null, "children_spec": []}""";

    [Theory]
    [InlineData("""[1, LEAF]""", "*")]
    [InlineData(
        """[1, {"type": "builtins.tuple", "context": "null", "children_spec": [LEAF, """
        + """{"type": "builtins.list", "context": "null", "children_spec": [LEAF]}]}]""",
        "(*, [*])")]
    [InlineData("""[1, {"type": "builtins.dict", "context": "[1, \"a\"]", "children_spec": [LEAF, LEAF]}]""", "{1: *, a: *}")]
    [InlineData("""[1, {"type": "builtins.dict", "context": "[]", "children_spec": []}]""", "{}")]
    [InlineData("""[1, {"type": "collections.OrderedDict", "context": "[\"b\", \"a\"]", "children_spec": [LEAF, LEAF]}]""", "{b: *, a: *}")]
    [InlineData(
        """[1, {"type": "collections.defaultdict", "context": """
        + """{"default_factory_module": "builtins", "default_factory_name": "list", "dict_context": ["q"]}, "children_spec": [LEAF]}]""",
        "{q: *}")]
    [InlineData("""[1, {"type": "collections.deque", "context": "5", "children_spec": [LEAF, LEAF]}]""", "[*, *]")]
    [InlineData("""[1, {"type": "collections.namedtuple", "context": "my.NT", "children_spec": [LEAF, LEAF]}]""", "my.NT(a: *, b: *)")]
    [InlineData("""[1, {"type": "my.D", "context": "[[\"x\"], [\"y\"]]", "children_spec": [LEAF]}]""", "my.D(x: *)")]
    [InlineData(
        """[1, {"type": "transformers.cache_utils.DynamicCache", "context": "[\"key_cache\", \"value_cache\"]", "children_spec": """
        + """[LEAF, LEAF]}]""",
        "transformers.cache_utils.DynamicCache(key_cache: *, value_cache: *)")]
    [InlineData("""[1, {"type": "my.Odd", "context": "whatever", "children_spec": [LEAF]}]""", "my.Odd(*)")]
    public void F1_TreesRead(string spec, string expected)
    {
        TreeSpec tree = Read(spec.Replace("LEAF", Leaf, StringComparison.Ordinal));
        Assert.Equal(expected, tree.ToString());
    }

    [Fact]
    public void F1_FieldsThatWereNoneAreKnownByName()
    {
        TreeSpec tree = Read("""[1, {"type": "my.D", "context": "[[\"x\"], [\"y\"]]", "children_spec": [LEAF]}]""".Replace("LEAF", Leaf,
            StringComparison.Ordinal));
        Assert.Equal(TreeSpecKind.Record, tree.Kind);
        Assert.Equal("y", Assert.Single(tree.AbsentKeys));
    }

    [Theory]
    [InlineData("""[1]""", "the tree is missing")]
    [InlineData("""{}""", "expected a list, found an object")]
    [InlineData("""[1, {"type": "builtins.dict", "context": "[\"a\"]", "children_spec": []}]""", "has 1 keys and 0 children")]
    [InlineData("""[1, {"type": null, "context": null, "children_spec": [LEAF]}]""", "a leaf with children")]
    public void F2_FaultyTreesAreRefused(string spec, string message)
    {
        var failure = Assert.Throws<Pt2FormatException>(() => Read(spec.Replace("LEAF", Leaf, StringComparison.Ordinal)));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F1_NestedArgumentsOfACorpusProgramRead()
    {
        using var archive = Pt2Archive.Open(Corpus.Program("kwargs_nested"));
        ModuleCallSignatureData call = Pt2Model.Read(archive).Program.GraphModule.CallSignature!;
        Assert.Equal("((*), {scale: *, flag: *})", call.InputTree.ToString());
        Assert.Equal("{sum: *, parts: (*, [*, *]), rows: *}", call.OutputTree.ToString());
    }

    private static TreeSpec Read(string spec)
    {
        string json = """
            {"graph_module": {"graph": {}, "signature": {},
              "module_call_graph": [{"fqn": "", "signature": {"in_spec": IN, "out_spec": OUT}}],
              "treespec_namedtuple_fields": {"my.NT": {"field_names": ["a", "b"]}}},
             "schema_version": {"major": 8, "minor": 20}}
            """;
        json = json.Replace("IN", JsonSerializer.Serialize(spec), StringComparison.Ordinal)
            .Replace("OUT", JsonSerializer.Serialize($"[1, {Leaf}]"), StringComparison.Ordinal);
        return ProgramText.Read(json).GraphModule.CallSignature!.InputTree;
    }
}
