using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>Rule F1: files of other kinds are recognised and refused with a message that says what to do.</summary>
public sealed class ArchiveKindTests
{
    private static readonly Dictionary<ArchiveKind, (byte[] File, string Message)> Samples = new()
    {
        [ArchiveKind.Empty] = ([], "the file is empty"),
        [ArchiveKind.Unknown] = ("hello, world: this is text"u8.ToArray(), "not a .pt2 file"),
        [ArchiveKind.Gguf] = ("GGUF\x03\0\0\0"u8.ToArray(), "GGUF"),
        [ArchiveKind.Pickle] = ([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], "a Python pickle"),
        [ArchiveKind.ExecuTorch] = ("\x1C\0\0\0ET12\0\0\0\0"u8.ToArray(), "ExecuTorch"),
        [ArchiveKind.Safetensors] = ([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'], "safetensors"),
        [ArchiveKind.Onnx] = ([8, 9, 0x12, 7, .. "pytorch"u8], "ONNX"),
        [ArchiveKind.OtherZip] = (new ZipBuilder().Add("a.txt", "a").Build(), "holds no torch.export program"),
        [ArchiveKind.TorchSave] =
            (new ZipBuilder().Add("data.pkl", "x").Add("version", "3").Add("data/0", "y").Build(), "this is a torch.save file"),
        [ArchiveKind.TorchScript] =
            (new ZipBuilder().Add("data.pkl", "x").Add("code/__torch__.py", "x").Add("constants.pkl", "x").Build(), "TorchScript"),
        [ArchiveKind.Pt2Flat] =
            (new ZipBuilder { Root = "" }.Add("version", "8.3").Add("serialized_exported_program.json", "{}")
                .Add("serialized_state_dict.pt", "x").Build(), "PyTorch 2.7 and earlier"),
        [ArchiveKind.Pt2PickledWeights] =
            (new ZipBuilder().Add("archive_format", "pt2").Add("models/model.json", "{}").Add("data/weights/model.pt", "x").Build(),
                "PyTorch 2.8"),
        [ArchiveKind.AotInductor] =
            (new ZipBuilder().Add("archive_format", "pt2").Add("data/aotinductor/model/x.so", "x").Build(),
                "AOTInductor code and no program"),
        [ArchiveKind.Damaged] = (SmallProgram.Archive().Build()[..200], "truncated"),
    };

    public static TheoryData<string> OtherKinds() => [.. Samples.Keys.Select(k => k.ToString())];

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public void F1_AnotherKindOfFileIsRefusedByName(string name)
    {
        var kind = Enum.Parse<ArchiveKind>(name);
        (byte[] file, string message) = Samples[kind];

        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(file, "other"));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public void F1_IdentifyNamesTheKindWithoutThrowing(string name)
    {
        var kind = Enum.Parse<ArchiveKind>(name);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Samples[kind].File);
            ArchiveIdentity identity = Pt2Archive.Identify(path);

            Assert.Equal(kind, identity.Kind);
            Assert.Contains(Samples[kind].Message, identity.Explanation, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void F1_IdentifyKnowsAProgram() =>
        Assert.Equal(ArchiveKind.Pt2, Pt2Archive.Identify(Corpus.Program("routing")).Kind);

    [Theory]
    [InlineData("byteorder", "big", "big-endian")]
    [InlineData("byteorder", "middle", "the byte order 'middle' is unknown")]
    [InlineData("archive_version", "1", "the archive has version '1'")]
    [InlineData("archive_format", "pt3", "no torch.export program")]
    public void F1_UnknownMarkersAreRefused(string record, string value, string message)
    {
        byte[] file = SmallProgram.Archive().Replace(record, value).Build();
        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(file, "m.pt2"));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal("F1", failure.Rule);
    }

    [Fact]
    public void F2_AMarkerThatIsAWholeFileIsRefused()
    {
        byte[] file = SmallProgram.Archive().Replace("byteorder", new string('x', 1000)).Build();
        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(file, "m.pt2"));
        Assert.Contains("'byteorder' has 1000 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F1_MissingVersionAndOrderMeanTheUsualOnes()
    {
        byte[] file = SmallProgram.Archive().Remove("archive_version").Remove("byteorder").Build();
        using var archive = Pt2Archive.Open(file, "m.pt2");
        Assert.Equal(ArchiveKind.Pt2, archive.Kind);
    }

    [Fact]
    public void F1_SeveralProgramsAskForAName()
    {
        byte[] file = SmallProgram.Archive().Remove("models/model.json").Add("models/a.json", "{}").Add("models/b.json", "{}").Build();
        using var archive = Pt2Archive.Open(file, "m.pt2");

        Assert.Contains("holds 2 programs, a, b: choose one", Assert.Throws<Pt2FormatException>(() => Pt2Model.Read(archive)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no program 'c'", Assert.Throws<Pt2FormatException>(() => Pt2Model.Read(archive, "c")).Message,
            StringComparison.Ordinal);
        Assert.Contains("no program 'c'", Assert.Throws<Pt2FormatException>(() => Pt2Model.ReadSignature(archive, "c")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "'graph_module' is missing")]
    [InlineData("""{"graph_module": {"graph": 1}}""", "'signature' is missing")]
    [InlineData("""{"graph_module": {"signature": {"input_specs": [{"odd": {}}]}}}""", "the input kind 'odd' is unknown")]
    public void F1_ASignatureIsReadWithoutTheRest(string program, string problem)
    {
        byte[] file = SmallProgram.Archive().Remove("models/model.json").Add("models/model.json", program).Build();
        using var archive = Pt2Archive.Open(file, "m.pt2");

        Assert.Contains(
            problem, Assert.Throws<Pt2FormatException>(() => Pt2Model.ReadSignature(archive)).Message, StringComparison.Ordinal);
    }
}
