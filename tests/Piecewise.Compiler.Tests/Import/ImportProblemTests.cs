using System.Text.Json.Nodes;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>What is wrong with a program that reads well: all of it is told at once, with its place in the model (F2).</summary>
public sealed class ImportProblemTests
{
    [Fact]
    public void F2_Every_unknown_operator_is_named_with_its_place()
    {
        var refused = Refuse(json =>
        {
            var nodes = json["graph_module"]!["graph"]!["nodes"]!.AsArray();
            nodes[0]!["target"] = "torch.ops.mystery.twist.default";
            var second = nodes[0]!.DeepClone();
            second["target"] = "torch.ops.mystery.turn.Tensor";
            second["outputs"]![0]!["as_tensor"]!["name"] = "z";
            nodes.Add(second);
            json["graph_module"]!["graph"]!["tensor_values"]!["z"] = JsonNode.Parse(SmallProgram.Meta);
        });

        Assert.Equal(
            [
                "unknown operator torch.ops.mystery.turn.Tensor, called 1 time, first at add (a.py:3)",
                "unknown operator torch.ops.mystery.twist.default, called 1 time, first at add (a.py:3)",
            ],
            refused.Problems);
        Assert.Contains("PyTorch 2.14.1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_A_wrapped_unknown_operator_is_named()
    {
        var refused = Refuse(json =>
        {
            var node = json["graph_module"]!["graph"]!["nodes"]![0]!;
            node["target"] = "torch.ops.higher_order.auto_functionalized_v2";
            node["inputs"] = JsonNode.Parse("""[{"name": "", "arg": {"as_operator": "torch.ops.mystery.scale_.default"}, "kind": 1}]""");
        });

        Assert.Contains("unknown operator torch.ops.mystery.scale_.default", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"as_tensor": {"name": "nowhere"}}""", "the value 'nowhere' is used before it is defined")]
    [InlineData("""{"as_string": "w"}""", "argument 'other' takes a tensor")]
    [InlineData("""{"as_custom_obj": {"name": "o", "class_fqn": "C"}}""", "are not supported")]
    public void F2_An_argument_that_does_not_fit_is_named(string argument, string problem)
    {
        var refused = Refuse(json => json["graph_module"]!["graph"]!["nodes"]![0]!["inputs"]![1]!["arg"] = JsonNode.Parse(argument));

        Assert.Contains(problem, Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.Contains("torch.ops.aten.add.Tensor ('y' at add (a.py:3))", refused.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void F2_A_weight_of_another_shape_is_named()
    {
        var refused = Refuse(json =>
            json["graph_module"]!["graph"]!["tensor_values"]!["w"]!["sizes"] = JsonNode.Parse("""[{"as_int": 2}]"""));

        Assert.Contains("the program takes 'layer.w' as f32[2], the file holds f32[4]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_An_autocast_region_of_another_device_is_refused()
    {
        var refused = Refuse(json =>
        {
            var node = json["graph_module"]!["graph"]!["nodes"]![0]!;
            node["target"] = "torch.ops.higher_order.wrap_with_autocast";
            node["inputs"] = JsonNode.Parse(
                """
                [{"name": "", "arg": {"as_string": "cuda"}, "kind": 1}, {"name": "", "arg": {"as_scalar_type": 13}, "kind": 1},
                 {"name": "", "arg": {"as_bool": true}, "kind": 1}]
                """);
        });

        Assert.Contains("an autocast region of another device or dtype", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void F2_Positions_in_an_input_that_was_a_part_count_from_its_own_beginning()
    {
        using var program = Import(AsStridedOfPart(position: 7));

        Assert.Contains("aten.as_strided.default(%x, [4], [1], 2)", program.Graph.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void F2_A_look_at_memory_in_front_of_an_input_is_refused()
    {
        var refused = Assert.Throws<Pt2FormatException>(() => Import(AsStridedOfPart(position: 4)));

        var problem = Assert.Single(refused.Problems);
        Assert.Contains("sees memory around the input 'x', which was a part of a larger tensor", problem, StringComparison.Ordinal);
    }

    // The example input began at element 5 of its storage.
    private static string AsStridedOfPart(int position)
    {
        var json = JsonNode.Parse(SmallProgram.Json)!;
        var graph = json["graph_module"]!["graph"]!;
        graph["tensor_values"]!["x"]!["storage_offset"]!["as_int"] = 5;
        graph["nodes"]![0]!["target"] = "torch.ops.aten.as_strided.default";
        graph["nodes"]![0]!["inputs"] = JsonNode.Parse(
            $$$"""
            [{"name": "self", "arg": {"as_tensor": {"name": "x"}}, "kind": 1}, {"name": "size", "arg": {"as_ints": [4]}, "kind": 1},
             {"name": "stride", "arg": {"as_ints": [1]}, "kind": 1},
             {"name": "storage_offset", "arg": {"as_int": {{{position}}} }, "kind": 1}]
            """);
        return json.ToJsonString();
    }

    [Fact]
    public void The_small_program_imports() => Assert.Empty(Import(SmallProgram.Json).Warnings);

    private static Pt2FormatException Refuse(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(SmallProgram.Json)!;
        change(json);
        return Assert.Throws<Pt2FormatException>(() => Import(json.ToJsonString()));
    }

    private static ExportedProgram Import(string json)
    {
        var archive = Pt2Archive.Open(SmallProgram.Archive().Replace("models/model.json", json).Build(), "small.pt2");
        return ProgramImporter.Import(archive, Pt2Model.Read(archive), TestOperators.Catalog);
    }
}
