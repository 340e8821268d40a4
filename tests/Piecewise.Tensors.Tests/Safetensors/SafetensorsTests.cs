using System.Buffers.Binary;
using System.Text;

namespace Piecewise.Tensors.Tests.Safetensors;

public sealed class SafetensorsTests
{
    [Fact]
    public void WhatIsWrittenReadsBack()
    {
        byte[] words = [1, 0, 0, 0, 2, 0, 0, 0];
        var writer = new SafetensorsWriter();
        writer.Add("b", "U8", [3], new byte[] { 7, 8, 9 });
        writer.Add("a \"quoted\" é", "I32", [2, 1], words);
        writer.Add("empty", "F32", [0, 5], default(ReadOnlyMemory<byte>));
        writer.Add("scalar", "BF16", [], new byte[] { 0x80, 0x3F });
        var stream = new MemoryStream();
        writer.Write(stream);

        using var file = SafetensorsFile.Open(stream.ToArray(), "x");

        Assert.Empty(file.Metadata);
        Assert.Equal(["a \"quoted\" é", "empty", "scalar", "b"], file.Entries.Select(entry => entry.Name));
        Assert.True(file.TryGet("a \"quoted\" é", out SafetensorsEntry? entry));
        Assert.Equal("I32", entry.DType);
        Assert.Equal([2L, 1L], entry.Shape.ToArray());
        Assert.Equal(words, file.GetRange(entry).Span.ToArray());
        Assert.Equal(0, entry.Offset % 8);
        Assert.False(file.TryGet("c", out _));
    }

    [Fact]
    public unsafe void TensorsFromPointersAndAFileRoundTrip()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] content = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
            fixed (byte* pointer = content)
            {
                var writer = new SafetensorsWriter();
                writer.Add("x", "F64", [8], pointer, content.Length);
                writer.Save(path);
            }

            using var file = SafetensorsFile.Open(path);
            Assert.Equal(content, file.GetRange(file.Entries[0]).Span.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void EqualContentGivesEqualBytesInAnyOrder() => Assert.Equal(WriteInOrder("a", "b"), WriteInOrder("b", "a"));

    [Theory]
    [InlineData("x", "F32", 3, "does not take")]
    [InlineData("x", "F33", 4, "no element type")]
    [InlineData("__metadata__", "F32", 4, "is taken")]
    public void TheWriterRefusesWhatWouldNotRead(string name, string dtype, int length, string message)
    {
        var failure = Assert.Throws<ArgumentException>(() => new SafetensorsWriter().Add(name, dtype, [1], new byte[length]));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWriterRefusesANameTwice()
    {
        var writer = new SafetensorsWriter();
        writer.Add("x", "U8", [1], new byte[1]);
        Assert.Throws<ArgumentException>(() => writer.Add("x", "U8", [1], new byte[1]));
    }

    [Fact]
    public void FreeTextIsRead()
    {
        var header = Encoding.UTF8.GetBytes("""{"__metadata__":{"format":"pt"},"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""");
        using var file = SafetensorsFile.Open([.. BitConverter.GetBytes((long)header.Length), .. header, 7], "x");
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["x"], file.Entries.Select(e => e.Name));
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8, "can't take 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "lie outside the file")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "4 bytes belong to no tensor")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "leave a gap")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8,
        "overlap others")]
    [InlineData("""{"x":{"dtype":"U8","shape":[9223372036854775807,9223372036854775807,4],"data_offsets":[0,8]}}""", 8,
        "can't take 8 bytes")]
    [InlineData("""{"x":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}""", 8, "negative")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}""", 8, "lacks a sound dtype")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8]}}""", 8, "lacks a sound dtype")]
    [InlineData("""{"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"more":1}}""", 8, "does not know")]
    [InlineData("""{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0,
        "occurs twice")]
    [InlineData("""{"x":1}""", 0, "expected StartObject")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "expected String")]
    [InlineData("""{"\ud800":{}}""", 0, "not a safetensors header")]
    [InlineData("""[]""", 0, "expected StartObject")]
    [InlineData("""{} {}""", 0, "not a safetensors header")]
    [InlineData("""{""", 0, "not a safetensors header")]
    [InlineData("", 0, "not a safetensors header")]
    public void AFaultyHeaderIsRefused(string header, int dataLength, string message)
    {
        byte[] bytes = [.. new byte[8], .. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)Encoding.UTF8.GetByteCount(header));
        var failure = Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Open(bytes, "x"));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' })]
    public void AFileThatIsNoSafetensorsIsRefused(byte[] bytes) =>
        Assert.Throws<SafetensorsFormatException>(() => SafetensorsFile.Open(bytes, "x"));

    [Fact]
    public void FalsifiedFilesAreRefusedOrRead()
    {
        byte[] sound = WriteInOrder("a", "b");
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            byte[] file = [.. sound];
            for (int i = random.Next(1, 5); i > 0; i--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                using var opened = SafetensorsFile.Open(file.AsSpan(0, random.Next(4) == 0 ? random.Next(file.Length) : file.Length), "x");
                foreach (SafetensorsEntry entry in opened.Entries)
                    _ = opened.GetRange(entry).Span.ToArray();
            }
            catch (SafetensorsFormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    private static byte[] WriteInOrder(params string[] names)
    {
        var writer = new SafetensorsWriter();
        foreach (string name in names)
            writer.Add(name, name == "a" ? "F32" : "I64", [1], new byte[name == "a" ? 4 : 8]);
        var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
