using Microsoft.ML.OnnxRuntime;
using Piecewise.Peers.Models;

namespace Piecewise.Peers.Runners;

/// <summary>ONNX Runtime with all its graph optimizations, on a cache that it writes in place.</summary>
internal sealed class OnnxRunner : IRunner
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions options = new();
    private readonly List<OrtValue> bound = [];
    private readonly int[] last = new int[1];
    private readonly int[] total = new int[1];
    private readonly float[] logits;
    private int length;

    /// <param name="name">For tables.</param>
    /// <param name="format">Of the weights.</param>
    /// <param name="path">Of the model.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="positions">Tokens that the cache has room for.</param>
    /// <param name="threads">How many compute.</param>
    public OnnxRunner(string name, Format format, string path, DecoderShape shape, int positions, int threads)
    {
        Name = name;
        Format = format;
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        session = new InferenceSession(path, settings);
        binding = session.CreateIoBinding();
        logits = new float[shape.Vocabulary];
        binding.BindOutput("logits", Kept(OrtValue.CreateTensorValueFromMemory(logits, [1, shape.Vocabulary])));
        binding.BindInput("last_position", Kept(OrtValue.CreateTensorValueFromMemory(last, [1])));
        binding.BindInput("total_tokens", Kept(OrtValue.CreateTensorValueFromMemory(total, [])));
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var part in new[] { "key", "value" })
            {
                var memory = new float[shape.KeyHeads * positions * shape.HeadSize];
                var cache = Kept(OrtValue.CreateTensorValueFromMemory(memory, [1, shape.KeyHeads, positions, shape.HeadSize]));
                binding.BindInput($"past.{layer}.{part}", cache);
                binding.BindOutput($"present.{layer}.{part}", cache);
            }
        }
    }

    public string Name { get; }

    public Format Format { get; }

    public void Clear() => length = 0;

    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens)
    {
        var ids = new long[tokens.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = tokens[i];
        }
        length += ids.Length;
        (last[0], total[0]) = (length - 1, length);
        using var input = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        binding.BindInput("input_ids", input);
        session.RunWithBinding(options, binding);
        return logits;
    }

    public void Dispose()
    {
        binding.Dispose();
        bound.ForEach(v => v.Dispose());
        options.Dispose();
        session.Dispose();
    }

    private OrtValue Kept(OrtValue value)
    {
        bound.Add(value);
        return value;
    }
}
