using System.Text;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Import;

public sealed class ArchiveTests
{
    [Fact]
    public void F1_WeightsAreViewsOfTheFile()
    {
        byte[] weights = Encoding.ASCII.GetBytes("0123456789abcdef");
        using Pt2Archive archive = Open(SmallProgram.Archive().Remove("data/weights/weight_0").Add("data/weights/weight_0", weights));
        Assert.True(archive.TryGet("data/weights/weight_0", out ArchiveEntry entry));

        ByteRange range = archive.GetRange(entry);

        Assert.Equal(weights, range.Span.ToArray());
        Assert.Equal(0, entry.Offset % 64);
        Assert.IsType<MappedBytes>(range.Owner);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F1_RecordsReadWithAndWithoutZip64(bool zip64)
    {
        ZipBuilder builder = SmallProgram.Archive();
        builder.Zip64 = zip64;
        builder.Comment = "re-zipped";
        using Pt2Archive archive = Open(builder);

        Assert.Equal(ArchiveKind.Pt2, archive.Kind);
        Assert.Equal("m/", archive.RootFolder);
        Assert.Equal("model", Assert.Single(archive.ModelNames));
        Assert.Equal("""{"hidden_size": 4}""", archive.ExtraFiles["config.json"]);
        Assert.Equal("layer.w", Assert.Single(Pt2Model.Read(archive).Weights).Key);
    }

    [Fact]
    public void F1_ARezippedArchiveReads()
    {
        ZipBuilder builder = new ZipBuilder { Zip64 = false }.Add("", "");
        builder.Add("data/weights/weight_0", new byte[16], entry => entry.Method = 8)
            .Add("data/weights/model_weights_config.json", SmallProgram.WeightsConfig, entry => entry.Method = 8)
            .Add("models/model.json", SmallProgram.Json, entry => entry.Method = 8)
            .Add("archive_format", "pt2");
        using Pt2Archive archive = Open(builder);
        var model = Pt2Model.Read(archive);

        Assert.True(archive.TryGet(model.Weights["layer.w"].Path, out ArchiveEntry entry));
        Assert.Equal(new byte[16], archive.GetRange(entry).Span.ToArray());
        archive.VerifyChecksum(entry);
    }

    [Fact]
    public void F1_RecordsOutsideTheRootFolderAreIgnored()
    {
        ZipBuilder builder = SmallProgram.Archive();
        builder.Root = "__MACOSX/";
        builder.Add("models/other.json", "{");
        using Pt2Archive archive = Open(builder);

        Assert.Equal("model", Assert.Single(archive.ModelNames));
    }

    [Fact]
    public void F1_SizesCanBeInAZip64ExtraField()
    {
        byte[] extra = new byte[4 + 16];
        extra[0] = 1;
        extra[2] = 16;
        extra[4] = 16;
        extra[12] = 16;
        using Pt2Archive archive =
            Open(SmallProgram.Archive().Remove("data/weights/weight_0").Add("data/weights/weight_0", new byte[16], entry =>
            (entry.DeclaredLength, entry.DeclaredStoredLength, entry.Extra) = (uint.MaxValue, uint.MaxValue, extra)));

        Assert.True(archive.TryGet("data/weights/weight_0", out ArchiveEntry entry));
        Assert.Equal(16, entry.Length);
    }

    [Fact]
    public void F2_ADamagedJsonRecordIsNoticedByItsChecksum()
    {
        using Pt2Archive archive = Open(SmallProgram.Archive().Remove("models/model.json")
            .Add("models/model.json", SmallProgram.Json, entry => entry.DeclaredCrc = 1));

        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Model.Read(archive));

        Assert.Contains("'models/model.json' has the checksum", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("[F2]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsStayValidWhileTheirMemoryIsRetained()
    {
        Pt2Archive archive = Open(SmallProgram.Archive());
        archive.TryGet("data/weights/weight_0", out ArchiveEntry entry);
        ByteRange range = archive.GetRange(entry);
        IDisposable share = archive.RetainMemory();
        archive.Dispose();

        Assert.Equal(0, range.Span[15]);
        Assert.Equal(16, archive.GetRange(entry).Length);
        share.Dispose();
        Assert.Throws<ObjectDisposedException>(() => archive.GetRange(entry));
    }

    private static Pt2Archive Open(ZipBuilder builder) => Pt2Archive.Open(builder.Build(), "m.pt2");
}
