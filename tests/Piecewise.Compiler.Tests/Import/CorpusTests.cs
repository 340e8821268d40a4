using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class CorpusTests
{
    [Theory]
    [MemberData(nameof(Corpus.Archives), MemberType = typeof(Corpus))]
    public void F1_EveryExportedProgramReads(string path)
    {
        using var archive = Pt2Archive.Open(path);
        var model = Pt2Model.Read(archive);

        Assert.Empty(model.Warnings);
        Assert.Contains(model.Program.Verifiers[0], (string[])["TRAINING", "ATEN"]);
        Assert.Equal(new SchemaVersionData(8, 20), model.Program.SchemaVersion);
        Assert.NotEmpty(model.Program.GraphModule.Graph.Outputs);
        Assert.NotNull(model.Program.GraphModule.CallSignature);
        var signature = Pt2Model.ReadSignature(archive);
        Assert.Equal(model.Program.GraphModule.Signature.Inputs.Select(i => $"{i}"), signature.Inputs.Select(i => $"{i}"));
        Assert.Equal(model.Program.GraphModule.Signature.Outputs.Select(o => $"{o}"), signature.Outputs.Select(o => $"{o}"));
        Assert.All(model.Weights.Values.Concat(model.Constants.Values), payload =>
        {
            Assert.True(archive.TryGet(payload.Path, out ArchiveEntry entry));
            Assert.True(entry.Offset % 64 == 0 || Path.GetFileName(path) == "deflated.pt2");
            archive.VerifyChecksum(entry);
        });
    }
}
