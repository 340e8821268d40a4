using LLama;
using LLama.Common;
using LLama.Native;
using Piecewise.Peers.Models;

namespace Piecewise.Peers.Runners;

/// <summary>llama.cpp as LLamaSharp brings it.</summary>
internal sealed class LlamaRunner : IRunner
{
    private const int TokensAtOnce = 512;

    private readonly LLamaWeights weights;
    private readonly LLamaContext context;
    private readonly LLamaBatch batch = new();
    private int length;

    /// <param name="name">For tables.</param>
    /// <param name="format">Of the weights.</param>
    /// <param name="path">A GGUF file.</param>
    /// <param name="positions">Tokens that the cache has room for.</param>
    /// <param name="threads">How many compute.</param>
    public LlamaRunner(string name, Format format, string path, int positions, int threads)
    {
        Name = name;
        Format = format;
        var settings = new ModelParams(path)
        {
            ContextSize = (uint)positions,
            BatchSize = (uint)positions,
            UBatchSize = TokensAtOnce,
            Threads = threads,
            BatchThreads = threads,
            GpuLayerCount = 0,
        };
        weights = LLamaWeights.LoadFromFile(settings);
        context = weights.CreateContext(settings);
    }

    public string Name { get; }

    public Format Format { get; }

    public void Clear()
    {
        context.NativeHandle.MemoryClear();
        length = 0;
    }

    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens)
    {
        batch.Clear();
        for (var i = 0; i < tokens.Length; i++)
        {
            batch.Add(tokens[i], length++, LLamaSeqId.Zero, i == tokens.Length - 1);
        }
        var result = context.NativeHandle.Decode(batch);
        if (result != DecodeResult.Ok)
        {
            throw new InvalidOperationException($"{Name} refuses {tokens.Length} tokens: {result}");
        }
        return context.NativeHandle.GetLogitsIth(tokens.Length - 1);
    }

    public void Dispose()
    {
        context.Dispose();
        weights.Dispose();
    }
}
