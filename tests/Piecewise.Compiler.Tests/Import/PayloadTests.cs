using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class PayloadTests
{
    [Fact]
    public void F1_TensorsThatShareStorageShareARecord()
    {
        string config = SmallProgram.WeightsConfig.Replace(
            "{\"config\": {",
            "{\"config\": {\"tied\": {\"path_name\": \"weight_0\", \"is_param\": true, \"use_pickle\": false, \"tensor_meta\": "
            + SmallProgram.Meta + "}, ", StringComparison.Ordinal);
        Pt2Model model = Read(Archive(config));

        Assert.Equal(["tied", "layer.w"], model.Weights.Keys);
        Assert.Equal("data/weights/weight_0", model.Weights["tied"].Path);
        Assert.Equal(model.Weights["tied"].Path, model.Weights["layer.w"].Path);
    }

    public static TheoryData<string, string, string> Faults() => new()
    {
        { "\"use_pickle\": false", "\"use_pickle\": true", "'layer.w' is pickled" },
        { "\"weight_0\"", "\"weight_9\"", "the record 'data/weights/weight_9' of 'layer.w' is missing" },
        { "\"weight_0\"", "\"../../etc/passwd\"", "is missing" },
        { "\"sizes\": [{\"as_int\": 4}]", "\"sizes\": [{\"as_int\": 5}]", "'layer.w' needs 20 bytes, "
            + "its record 'data/weights/weight_0' has 16" },
        { "\"storage_offset\": {\"as_int\": 0}", "\"storage_offset\": {\"as_int\": 1}", "needs 20 bytes" },
        { "\"strides\": [{\"as_int\": 1}]", "\"strides\": [{\"as_int\": 9223372036854775807}]", "bytes, its record" },
        { "\"dtype\": 7", "\"dtype\": 8", "needs 32 bytes" },
        { "\"layout\": 7", "\"layout\": 1", "has the layout SparseCoo" },
        { "{\"as_int\": 4}", "{\"as_expr\": {\"expr_str\": \"Symbol('s0')\"}}", "has a symbolic size" },
        { "\"layer.w\"", "\"layer.v\"", "uses the tensor 'layer.w', which the archive does not hold" },
        { "\"path_name\"", "\"path\"", "'path_name' is missing" },
        { "\"tensor_meta\": {", "\"tensor_met\": {", "has no type and shape" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void F2_AFaultyPayloadIsRefused(string sound, string faulty, string message)
    {
        Assert.Contains(sound, SmallProgram.WeightsConfig, StringComparison.Ordinal);
        string config = SmallProgram.WeightsConfig.Replace(sound, faulty, StringComparison.Ordinal);
        var failure = Assert.Throws<Pt2FormatException>(() => Read(Archive(config)));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("9223372036854775807")]
    public void F2_ATensorWithoutDataCanBeLookedAt(string size)
    {
        string config = SmallProgram.WeightsConfig.Replace("\"as_int\": 4", "\"as_int\": " + size, StringComparison.Ordinal);
        ZipBuilder builder = Archive(config).Replace("data/weights/weight_0", "");
        using var archive = Pt2Archive.Open(builder.Build(), "m.pt2");

        Assert.Equal(["layer.w"], Pt2Model.Read(archive).WithoutData(archive));
    }

    [Fact]
    public void F2_ProblemsOfAllRecordsAreReportedTogether()
    {
        ZipBuilder pickled = Archive(SmallProgram.WeightsConfig.Replace("false", "true", StringComparison.Ordinal))
            .Replace("models/model.json", SmallProgram.Json.Replace("as_tensor", "as_matrix", StringComparison.Ordinal));
        var failure = Assert.Throws<Pt2FormatException>(() => Read(pickled));
        Assert.Contains(failure.Problems, problem => problem.Contains("as_matrix", StringComparison.Ordinal));
        Assert.Contains(failure.Problems, problem => problem.Contains("is pickled", StringComparison.Ordinal));

        ZipBuilder faulty = Archive("{").Replace("data/constants/model_constants_config.json", "[]");
        failure = Assert.Throws<Pt2FormatException>(() => Read(faulty));
        Assert.Equal(2, failure.Problems.Count);
        Assert.StartsWith("data/weights/model_weights_config.json: $ is not valid JSON", failure.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("data/constants/model_constants_config.json: $: expected an object", failure.Problems[1],
            StringComparison.Ordinal);
    }

    private static ZipBuilder Archive(string weightsConfig) =>
        SmallProgram.Archive().Replace("data/weights/model_weights_config.json", weightsConfig);

    private static Pt2Model Read(ZipBuilder builder)
    {
        using var archive = Pt2Archive.Open(builder.Build(), "m.pt2");
        return Pt2Model.Read(archive);
    }
}
