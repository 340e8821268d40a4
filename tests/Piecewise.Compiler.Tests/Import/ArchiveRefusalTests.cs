using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>Rule F2: each kind of damaged or hostile zip ends in a Pt2FormatException that names what is wrong.</summary>
public sealed class ArchiveRefusalTests
{
    public static TheoryData<string, string> EntryFaults() => new()
    {
        { "encrypted", "is encrypted" },
        { "method", "compression method 12" },
        { "disk", "lies on another disk" },
        { "lengths", "declares two lengths" },
        { "outside", "reach beyond the file's records" },
        { "header", "starts outside the file" },
        { "no header", "has no local header" },
        { "zip64", "lacks its ZIP64 sizes" },
        { "local name", "contradicts the directory" },
        { "local method", "contradicts the directory" },
        { "impossible ratio", "more than 4 deflated bytes can hold" },
    };

    [Theory]
    [MemberData(nameof(EntryFaults))]
    public void F2_AFaultyEntryIsRefused(string fault, string message)
    {
        ZipBuilder builder = SmallProgram.Archive().Add("odd", "odd!", entry =>
        {
            switch (fault)
            {
                case "encrypted":
                    entry.Flags |= 1;
                    break;
                case "method":
                    entry.Method = 12;
                    break;
                case "disk":
                    entry.Disk = 1;
                    break;
                case "lengths":
                    entry.DeclaredLength = 5;
                    break;
                case "outside":
                    (entry.DeclaredLength, entry.DeclaredStoredLength) = (1 << 30, 1 << 30);
                    break;
                case "header":
                    entry.DeclaredHeader = 1 << 30;
                    break;
                case "no header":
                    entry.DeclaredHeader = 1;
                    break;
                case "zip64":
                    (entry.DeclaredLength, entry.DeclaredStoredLength) = (uint.MaxValue, uint.MaxValue);
                    break;
                case "local name":
                    entry.LocalName = "m/ODD"u8.ToArray();
                    break;
                case "local method":
                    entry.LocalMethod = 8;
                    break;
                case "impossible ratio":
                    (entry.Method, entry.DeclaredStoredLength, entry.DeclaredLength) = (8, 4, 1 << 20);
                    break;
            }
        });

        Assert.Contains(message, Refusal(builder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil", "leads out of the archive")]
    [InlineData("a//b", "leads out of the archive")]
    [InlineData("./a", "leads out of the archive")]
    [InlineData("a\\b", "a backslash or a colon")]
    [InlineData("c:evil", "a backslash or a colon")]
    [InlineData("a\nb", "a control character")]
    [InlineData("archive_format", "more than once")]
    public void F2_ANameThatMisleadsIsRefused(string name, string message) =>
        Assert.Contains(message, Refusal(SmallProgram.Archive().Add(name, "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void F2_AnAbsoluteNameIsRefused()
    {
        ZipBuilder builder = SmallProgram.Archive();
        builder.Root = "";
        Assert.Contains("leads out of the archive", Refusal(builder.Add("/etc/x", "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_ANameThatIsNotUtf8IsRefused() =>
        Assert.Contains(
            "is not UTF-8", Refusal(SmallProgram.Archive().Add("x", "x", entry => entry.Name = [0xFF, 0xFE])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void F2_OverlappingEntriesAreRefused()
    {
        ZipBuilder builder = SmallProgram.Archive()
            .Add("a", "aaaa", entry => (entry.DeclaredLength, entry.DeclaredStoredLength) = (100, 100)).Add("b", "bbbb");

        Assert.Contains("'m/a' and 'm/b' overlap", Refusal(builder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_AZipBombIsRefusedBeforeItIsInflated()
    {
        byte[] zeros = new byte[100 << 20];
        ZipBuilder builder = SmallProgram.Archive().Add("bomb", zeros, entry => (entry.Method, entry.DeclaredCrc) = (8, 0));

        Assert.Contains("deflated entries claim", Refusal(builder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void F2_AnInflatedSizeThatIsALieIsRefused(uint declared)
    {
        string text = new('a', 100);
        ZipBuilder builder = SmallProgram.Archive().Remove("extra/config.json")
            .Add("extra/config.json", text, entry => (entry.Method, entry.DeclaredLength) = (8, declared));
        using var archive = Pt2Archive.Open(builder.Build(), "m.pt2");

        var failure = Assert.Throws<Pt2FormatException>(() => archive.ExtraFiles);
        Assert.Contains("does not inflate to", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_AbsurdCountsAreRefused()
    {
        ZipBuilder many = SmallProgram.Archive();
        many.DeclaredEntries = 1 << 20;
        Assert.Contains("declares 1048576 entries", Refusal(many).Message, StringComparison.Ordinal);

        ZipBuilder few = SmallProgram.Archive();
        few.DeclaredEntries = 1;
        Assert.Contains("after its last entry", Refusal(few).Message, StringComparison.Ordinal);

        ZipBuilder more = SmallProgram.Archive();
        more.DeclaredEntries = 9;
        Assert.Contains("entry 8 of the zip's central directory is damaged", Refusal(more).Message, StringComparison.Ordinal);

        ZipBuilder longer = SmallProgram.Archive();
        longer.DeclaredDirectoryLength = long.MaxValue;
        Assert.Contains("central directory lies outside the file", Refusal(longer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void F2_SeveralDisksAreRefused(bool zip64)
    {
        ZipBuilder builder = SmallProgram.Archive();
        (builder.Zip64, builder.Disk) = (zip64, 1);
        Assert.Contains("several disks", Refusal(builder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_ATruncatedFileIsRefusedAtAnyLength()
    {
        byte[] file = SmallProgram.Archive().Build();
        for (int length = 0; length < file.Length; length++)
        {
            var failure = Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(file.AsSpan(0, length), "m.pt2"));
            if (length >= 4)
                Assert.Contains("truncated", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void F2_EndRecordsThatContradictEachOtherAreRefused()
    {
        byte[] file = SmallProgram.Archive().Build();
        file[^12] = 3;
        file[^11] = 0;
        Assert.Contains("contradict each other", Refusal(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_AMissingZip64RecordIsRefused()
    {
        byte[] file = SmallProgram.Archive().Build();
        file[file.Length - 22 - 20] = 0;
        Assert.Contains("ZIP64 end record that is missing", Refusal(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_AllProblemsOfAZipAreReportedTogether()
    {
        ZipBuilder builder = SmallProgram.Archive().Add("../a", "x").Add("b\\c", "x").Add("d", "x", entry => entry.Flags |= 1);
        Pt2FormatException failure = Refusal(builder);

        Assert.Equal(3, failure.Problems.Count);
        Assert.Equal("m.pt2", failure.FileName);
        Assert.StartsWith("m.pt2: 3 problems [F2]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_AnExtraFileThatIsNoTextIsNamed()
    {
        using var archive = Pt2Archive.Open(SmallProgram.Archive().Add("extra/blob", [0xFF]).Build(), "m.pt2");
        var failure = Assert.Throws<Pt2FormatException>(() => archive.ExtraFiles);
        Assert.Contains("'extra/blob' is not UTF-8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_ARecordLargerThanTheLimitIsRefused()
    {
        using var archive = Pt2Archive.Open(
            SmallProgram.Archive().Build(), "m.pt2", ArchiveLimits.Default with { MaxRecordBytes = 100 });
        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Model.Read(archive));
        Assert.Contains("more than the 100 allowed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F1_AFolderIsRefused()
    {
        var failure = Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(Corpus.Programs));
        Assert.Contains("this is a folder", failure.Message, StringComparison.Ordinal);
    }

    private static Pt2FormatException Refusal(ZipBuilder builder) => Refusal(builder.Build());

    private static Pt2FormatException Refusal(byte[] file) =>
        Assert.Throws<Pt2FormatException>(() => Pt2Archive.Open(file, "m.pt2"));
}
