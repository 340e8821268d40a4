using System.Text.Json;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("File \"a.py\", line 3, in f\n    x = 1\n  File \"b\\c.py\", line 40, in forward\n    return x\n", "b\\c.py", 40,
        "forward", "return x")]
    [InlineData("File \"a.py\", line 3, in f\n    x\n  File \"<eval_with_key>.41\", line 9, in forward\n    y", "a.py", 3, "f", "x")]
    [InlineData("File \"<eval_with_key>.41\", line 9, in forward", "<eval_with_key>.41", 9, "forward", "")]
    [InlineData("File \"a.py\", line 3", "a.py", 3, "", "")]
    public void TheInnermostFrameInAFileIsKept(string trace, string file, int line, string function, string code) =>
        Assert.Equal(new SourceFrame(file, line, function, code), Node("stack_trace", trace).Source);

    [Theory]
    [InlineData("no frame at all")]
    [InlineData("File \"a.py, line 3")]
    [InlineData("File \"a.py\", line many, in f")]
    public void ATraceWithoutFramesIsNone(string trace) => Assert.Null(Node("stack_trace", trace).Source);

    [Theory]
    [InlineData("L__self__,,a.Root", "", "a.Root")]
    [InlineData("L__self__,,a.Root;L__self___b,b.c,torch.nn.modules.linear.Linear", "b.c", "torch.nn.modules.linear.Linear")]
    [InlineData("k,L['self'].layers[slice(None, 2, None)],a.List", "L['self'].layers[slice(None, 2, None)]", "a.List")]
    public void TheInnermostModuleIsKept(string stack, string path, string type) =>
        Assert.Equal(new ModuleFrame(path, type), Node("nn_module_stack", stack).Module);

    [Theory]
    [InlineData(
        "_empty_nn_module_stack_from_metadata_hook,_empty_nn_module_stack_from_metadata_hook,_empty_nn_module_stack_from_metadata_hook")]
    [InlineData("one,two")]
    [InlineData("")]
    public void AStackWithoutModulesIsNone(string stack) => Assert.Null(Node("nn_module_stack", stack).Module);

    private static NodeData Node(string key, string value)
    {
        string json = """
            {"graph_module": {"graph": {"nodes": [{"target": "t", "metadata": META}]}, "signature": {}},
             "schema_version": {"major": 8, "minor": 20}}
            """;
        string metadata = JsonSerializer.Serialize(new Dictionary<string, string> { [key] = value });
        return ProgramText.Read(json.Replace("META", metadata, StringComparison.Ordinal)).GraphModule.Graph.Nodes[0];
    }
}
