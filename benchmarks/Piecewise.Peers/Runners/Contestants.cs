using Piecewise.Peers.Models;
using Piecewise.Peers.Writers;

namespace Piecewise.Peers.Runners;

/// <summary>Who is compared in a number format, loaded one after the other; the peers' models are written and, once loaded, not needed
/// again.</summary>
internal static class Contestants
{
    /// <param name="format">Of all that are loaded.</param>
    /// <param name="files">Piecewise's files, by the format of their weights.</param>
    /// <param name="folder">Where the peers' models are written.</param>
    /// <param name="positions">Tokens that a text may have.</param>
    /// <param name="threads">How many compute.</param>
    public static List<IRunner> Load(Format format, IReadOnlyDictionary<Format, DecoderFile> files, string folder, int positions,
        int threads)
    {
        var source = Source(format, files);
        var runners = new List<IRunner>();
        if (files.ContainsKey(format) || format is Format.Int8 or Format.Int4)
        {
            runners.Add(PiecewiseRunner.Load(source, format, threads));
        }
        foreach (var (name, kind) in OnnxKinds(format))
        {
            var path = Path.Combine(folder, $"{kind}.onnx");
            if (!File.Exists(path))
            {
                OnnxModel.Write(source, kind, positions, path);
            }
            runners.Add(new OnnxRunner(name, format, path, source.Shape, positions, threads));
        }
        var gguf = Path.Combine(folder, $"{format.Text}.gguf");
        if (!File.Exists(gguf))
        {
            GgufModel.Write(source, format, gguf);
        }
        var type = format switch { Format.Int8 => "q8_0", Format.Int4 => "q4_0", _ => format.Text };
        runners.Add(new LlamaRunner($"llama.cpp {type}", format, gguf, positions, threads));
        return runners;
    }

    /// <summary>
    /// The file whose weights a format's contestants get: that of the format; for 8 and 4 bits the one in bf16, as models are published.
    /// </summary>
    public static DecoderFile Source(Format format, IReadOnlyDictionary<Format, DecoderFile> files) =>
        files.TryGetValue(format, out var own) || files.TryGetValue(Format.BF16, out own) ? own : files.Values.First();

    // ONNX Runtime has no products in bf16 on processors.
    private static (string Name, OnnxProducts.Kind Kind)[] OnnxKinds(Format format) => format switch
    {
        Format.F32 => [("ONNX Runtime f32", OnnxProducts.Kind.F32)],
        Format.Int8 => [("ONNX Runtime int8, dynamic", OnnxProducts.Kind.Dynamic8),
            ("ONNX Runtime int8, blocks", OnnxProducts.Kind.Blocks8)],
        Format.Int4 => [("ONNX Runtime int4, blocks", OnnxProducts.Kind.Blocks4)],
        _ => [],
    };
}
