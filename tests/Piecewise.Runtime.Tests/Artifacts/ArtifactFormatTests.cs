using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Piecewise.Runtime.Tests.Artifacts;

public sealed class ArtifactFormatTests
{
    private static readonly Artifact Sample = SampleArtifacts.Create(1, 200, symbolsLength: 70);

    [Fact]
    public void Artifact_reads_back_as_written_and_writes_deterministically()
    {
        var file = ArtifactFormat.Write(Sample);
        Assert.Equal(file, ArtifactFormat.Write(SampleArtifacts.Create(1, 200, symbolsLength: 70)));
        var reading = ArtifactReader.Read(file, Sample.Key);
        Assert.True(reading.IsSound, reading.Reason);
        Assert.True(SampleArtifacts.AreEqual(Sample, reading.Artifact));
        Assert.True(ArtifactReader.Read(ArtifactFormat.Write(SampleArtifacts.Create(1, 0))).IsSound);
        Assert.True(ArtifactReader.Read(ArtifactFormat.Write(new Artifact(Sample.Manifest))).IsSound);
    }

    [Fact]
    public void Sections_are_an_open_set()
    {
        var program = Encoding.UTF8.GetBytes("{\"pieces\":3}");
        var many = Enumerable.Range(0, 40).Select(i => new ArtifactSection($"x.{i}", new byte[] { (byte)i })).ToList();
        var artifact = new Artifact(Sample.Manifest, Sample.Assembly, "class C;", default,
            [new(ArtifactSectionNames.Program, program), new("nothing", default), .. many]);
        var read = ArtifactReader.Read(ArtifactFormat.Write(artifact), Sample.Key).Artifact!;
        Assert.Equal(program, read.Section("program").ToArray());
        Assert.Equal(artifact.Sections.Select(s => s.Name), read.Sections.Select(s => s.Name));
        Assert.All(many, s => Assert.Equal(s.Content.ToArray(), read.Section(s.Name).ToArray()));
        Assert.True(read.Section("nothing").IsEmpty && read.Section("symbols").IsEmpty && read.Section("manifest").IsEmpty);
        // Order of giving is no content, and what is read can be written again.
        Assert.Equal(ArtifactFormat.Write(artifact), ArtifactFormat.Write(new Artifact(Sample.Manifest, artifact.Sections.Reverse())));
        Assert.Equal(ArtifactFormat.Write(artifact), ArtifactFormat.Write(read));
    }

    [Fact]
    public void Bad_sections_are_errors()
    {
        var content = new byte[1];
        foreach (var name in new[] { "", "A", "a b", "manifest", new string('a', 33) })
        {
            Assert.Throws<ArgumentException>(() => new Artifact(Sample.Manifest, new ArtifactSection(name, content)));
        }
        Assert.Throws<ArgumentException>(
            () => new Artifact(Sample.Manifest, new ArtifactSection("a", content), new ArtifactSection("a", content)));
        Assert.Throws<ArgumentException>(
            () => new Artifact(Sample.Manifest, Enumerable.Range(0, 64).Select(i => new ArtifactSection($"x.{i}", content))));
    }

    [Fact]
    public void K1_file_names_no_path_host_or_user()
    {
        var text = Encoding.Latin1.GetString(ArtifactFormat.Write(Sample));
        Assert.DoesNotContain(AppContext.BaseDirectory, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Environment.CurrentDirectory, text, StringComparison.Ordinal);
    }

    [Fact]
    public void K2_every_flipped_byte_is_a_fault()
    {
        var file = ArtifactFormat.Write(Sample);
        for (var i = 0; i < file.Length; i++)
        {
            foreach (var mask in new byte[] { 0x01, 0x80, 0xFF })
            {
                file[i] ^= mask;
                Assert.False(ArtifactReader.Read(file, Sample.Key).IsSound, $"byte {i}");
                file[i] ^= mask;
            }
        }
        Assert.True(ArtifactReader.Read(file, Sample.Key).IsSound);
    }

    [Fact]
    public void K2_every_shorter_or_longer_file_is_a_fault()
    {
        var file = ArtifactFormat.Write(Sample);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.False(ArtifactReader.Read(file.AsMemory(0, length), Sample.Key).IsSound, $"length {length}");
        }
        Assert.Equal(ArtifactFault.WrongLength, ArtifactReader.Read((byte[])[.. file, 0]).Fault);
    }

    [Fact]
    public void K2_hostile_files_with_right_checksums_are_faults()
    {
        var random = new Random(5);
        var good = ArtifactFormat.Write(Sample);
        long[] values = [-1, 0, 1, 63, 64, 65, good.Length, good.Length - 1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue,
            uint.MaxValue];
        for (var round = 0; round < 4_000; round++)
        {
            var file = (byte[])good.Clone();
            // Numbers of the header and the table, then a right checksum over both.
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(2) == 0 ? 8 + random.Next(13) * 4
                    : ArtifactFormat.HeaderLength + random.Next(5) * ArtifactFormat.TableEntryLength + random.Next(12) * 4;
                BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), values[random.Next(values.Length)]);
            }
            Seal(file);
            var reading = ArtifactReader.Read(file);
            Assert.True(!reading.IsSound || reading.Artifact.Key.Equals(Sample.Key), $"round {round}");
            Assert.True(reading.IsSound || reading.Reason.Length > 0);
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[[[[[[[[")]
    [InlineData("""{"factors":null,"entry":"","compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[],"entry":"","compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[{"name":null,"value":"x"}],"entry":"","compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[{"name":"a","value":"\ud800"}],"entry":"","compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[{"name":"A B","value":"x"}],"entry":"","compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[{"name":"a","value":"x"}],"entry":null,"compilerBuild":"","instructionTier":""}""")]
    [InlineData("""{"factors":[{"name":"a","value":"x"}],"entry":"","compilerBuild":"","instructionTier":"","providers":null}""")]
    [InlineData("""{"factors":[{"name":"a","value":"x"}],"entry":"","compilerBuild":"","instructionTier":""}""")]
    public void K2_hostile_manifests_are_faults(string manifest)
    {
        var file = WithManifest(Encoding.UTF8.GetBytes(manifest));
        var reading = ArtifactReader.Read(file);
        Assert.Equal(ArtifactFault.Malformed, reading.Fault);
        Assert.NotEmpty(reading.Reason);
    }

    [Fact]
    public void Other_version_other_key_and_other_files_are_told_apart()
    {
        var file = ArtifactFormat.Write(Sample);
        Assert.Equal(ArtifactFault.OtherKey, ArtifactReader.Read(file, SampleArtifacts.Create(2, 1).Key).Fault);
        file[ArtifactFormat.VersionAt]++;
        Seal(file);
        Assert.Equal(ArtifactFault.OtherVersion, ArtifactReader.Read(file).Fault);
        Assert.Equal(ArtifactFault.NotAnArtifact, ArtifactReader.Read(new byte[1000]).Fault);
        Assert.Equal(ArtifactFault.WrongLength, ArtifactReader.Read(Array.Empty<byte>()).Fault);
    }

    private static void Seal(byte[] file)
    {
        var head = ArtifactFormat.HeadLength(
            Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(ArtifactFormat.SectionCountAt)), 1, 5));
        SHA256.HashData(file.AsSpan(0, head - 32), file.AsSpan(head - 32));
    }

    // The sample with another manifest, all checksums right.
    private static byte[] WithManifest(byte[] manifest)
    {
        var good = ArtifactFormat.Write(new Artifact(Sample.Manifest));
        var start = (int)ArtifactFormat.Aligned(ArtifactFormat.HeadLength(1));
        byte[] file = [.. good.AsSpan(0, start), .. manifest];
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(ArtifactFormat.FileLengthAt), file.Length);
        var entry = file.AsSpan(ArtifactFormat.HeaderLength, ArtifactFormat.TableEntryLength);
        BinaryPrimitives.WriteInt64LittleEndian(entry[ArtifactFormat.SectionLengthAt..], manifest.Length);
        SHA256.HashData(manifest, entry[ArtifactFormat.SectionHashAt..]);
        Seal(file);
        return file;
    }
}
