using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>What has a shape and no elements is refused where it would be computed with, and other devices are told of.</summary>
public sealed class MissingDataTests
{
    private const string Zeros =
        """
        {"target": "torch.ops.aten.zeros.default",
         "inputs": [{"name": "size", "arg": {"as_ints": [4]}, "kind": 1},
           {"name": "device", "arg": {"as_device": {"type": "DEVICE", "index": null}}, "kind": 2}],
         "outputs": [{"as_tensor": {"name": "z"}}], "metadata": {}, "is_hop_single_tensor_return": null, "name": "z"},
        """;

    [Fact]
    public void Weights_on_the_meta_device_are_refused_by_name()
    {
        var file = Path.Combine(Repository.Root, "tests", "fixtures", "import", "meta_weights.pt2");
        var refused = Assert.Throws<Pt2FormatException>(() => PreparedProgram.Load(file));

        Assert.Contains(
            "the file holds no data for 'l.weight', 'l.bias': the model was exported on the meta device, or with fake tensors; "
            + "load its weights and export it again", refused.Message, StringComparison.Ordinal);
        using var archive = Pt2Archive.Open(file);
        var summary = ProgramSummary.Read(archive, Pt2Model.Read(archive), TestOperators.Catalog, SplittingOps.Default.Contains);
        Assert.Equal((2, false), (summary.WithoutData, summary.CanRun));
    }

    [Fact]
    public void An_empty_record_of_a_weight_with_elements_is_refused()
    {
        // What PyTorch writes of a model that was made under FakeTensorMode.
        var refused = Assert.Throws<Pt2FormatException>(() => Load(SmallProgram.Archive().Replace("data/weights/weight_0", "")));

        Assert.Contains("the file holds no data for 'layer.w'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_makes_a_meta_tensor_is_refused()
    {
        var refused = Assert.Throws<Pt2FormatException>(() => Load(WithZeros("meta")));

        Assert.Contains(
            "torch.ops.aten.zeros.default ('z' at an unknown place): its result is on the meta device, whose tensors have no elements",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_of_other_devices_run_and_say_so()
    {
        using var program = Load(WithZeros("cuda"), SmallProgram.Json.Replace("\"cpu\"", "\"cuda\"", StringComparison.Ordinal));

        Assert.Contains("the program was exported on cuda; here all of it is computed by the processor", Assert.Single(program.Warnings),
            StringComparison.Ordinal);
        var results = new PreparedProgram(program).StartSession(RunMode.Compiled)
            .Run(new Dictionary<string, Value> { ["x"] = Tensor.From([1f, 2, 3, 4], 4) });
        Assert.Equal([1f, 2, 3, 4], results[0].Tensor.AsSpan<float>().ToArray());
    }

    private static ZipBuilder WithZeros(string device) => SmallProgram.Archive()
        .Replace("models/model.json", Falsified(SmallProgram.Json, device));

    private static string Falsified(string json, string device) => json
        .Replace("\"nodes\": [", "\"nodes\": [" + Zeros.Replace("DEVICE", device, StringComparison.Ordinal), StringComparison.Ordinal)
        .Replace("\"tensor_values\": {",
            "\"tensor_values\": {\"z\": " + SmallProgram.Meta.Replace("cpu", device, StringComparison.Ordinal) + ", ",
            StringComparison.Ordinal);

    private static ExportedProgram Load(ZipBuilder builder, string? json = null)
    {
        var archive = Pt2Archive.Open((json is null ? builder : builder.Replace("models/model.json", Falsified(json, "cuda"))).Build(),
            "m.pt2");
        return ProgramImporter.Import(archive, Pt2Model.Read(archive), TestOperators.Catalog);
    }
}
