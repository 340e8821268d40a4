namespace Piecewise.Tensors.Fast;

/// <summary>Attention for generated code.</summary>
public static unsafe class AttentionKernels
{
    /// <summary>
    /// <c>softmax(query · keyᵀ · scale + mask) · value</c>; a query that sees no key gives zeros. Operands are f32 or bf16, sums f32; results are
    /// rounded once. Strides are in elements and may be 0. A NaN in a key that causality hides is not seen, one in a value is where the value's block is
    /// computed with, as in PyTorch.
    /// </summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="query">[batch, heads, queries, size].</param>
    /// <param name="queryBatch">Stride of query over the batch.</param>
    /// <param name="queryHead">Stride of query over heads.</param>
    /// <param name="queryToken">Stride of query over tokens.</param>
    /// <param name="queryElement">Stride of query over elements.</param>
    /// <param name="key">[batch, keyHeads, keys, size].</param>
    /// <param name="keyBatch">Stride of key over the batch.</param>
    /// <param name="keyHead">Stride of key over heads.</param>
    /// <param name="keyToken">Stride of key over tokens.</param>
    /// <param name="keyElement">Stride of key over elements.</param>
    /// <param name="value">[batch, keyHeads, keys, valueSize].</param>
    /// <param name="valueBatch">Stride of value over the batch.</param>
    /// <param name="valueHead">Stride of value over heads.</param>
    /// <param name="valueToken">Stride of value over tokens.</param>
    /// <param name="valueElement">Stride of value over elements.</param>
    /// <param name="mask">[batch, heads, queries, keys]: bools that say what is seen, or floats that are added; null for none.</param>
    /// <param name="maskBatch">Stride of mask over the batch.</param>
    /// <param name="maskHead">Stride of mask over heads.</param>
    /// <param name="maskToken">Stride of mask over queries.</param>
    /// <param name="maskKey">Stride of mask over keys.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="isCausal">Whether query i sees keys 0 … i only.</param>
    /// <param name="result">[batch, heads, queries, valueSize], whose elements are neighbours.</param>
    /// <param name="resultBatch">Stride of result over the batch.</param>
    /// <param name="resultHead">Stride of result over heads.</param>
    /// <param name="resultToken">Stride of result over tokens.</param>
    /// <param name="logSums">[batch, heads, queries]: logarithms of the softmax's denominators; null if nobody asks.</param>
    /// <param name="logSumBatch">Stride of logSums over the batch.</param>
    /// <param name="logSumHead">Stride of logSums over heads.</param>
    /// <param name="logSumToken">Stride of logSums over tokens.</param>
    /// <param name="batch">Size of the batch.</param>
    /// <param name="heads">Heads of queries; a multiple of keyHeads, each of which serves as many neighbours.</param>
    /// <param name="keyHeads">Heads of keys and values.</param>
    /// <param name="queries">Query tokens.</param>
    /// <param name="keys">Tokens of keys and values.</param>
    /// <param name="size">Elements of a query and a key.</param>
    /// <param name="valueSize">Elements of a value and a result.</param>
    /// <exception cref="KernelException">The heads do not fit each other.</exception>
    public static void Run<T, TMask>(
        Workers workers,
        T* query, nint queryBatch, nint queryHead, nint queryToken, nint queryElement,
        T* key, nint keyBatch, nint keyHead, nint keyToken, nint keyElement,
        T* value, nint valueBatch, nint valueHead, nint valueToken, nint valueElement,
        TMask* mask, nint maskBatch, nint maskHead, nint maskToken, nint maskKey,
        double scale, bool isCausal,
        T* result, nint resultBatch, nint resultHead, nint resultToken,
        float* logSums, nint logSumBatch, nint logSumHead, nint logSumToken,
        nint batch, nint heads, nint keyHeads, nint queries, nint keys, nint size, nint valueSize)
        where T : unmanaged where TMask : unmanaged =>
        new AttentionJob<T, TMask, T>
        {
            Query = query,
            QueryStrides = new(queryBatch, queryHead, queryToken, queryElement),
            Key = key,
            KeyStrides = new(keyBatch, keyHead, keyToken, keyElement),
            Value = value,
            ValueStrides = new(valueBatch, valueHead, valueToken, valueElement),
            Mask = mask,
            MaskStrides = new(maskBatch, maskHead, maskToken, maskKey),
            Result = result,
            ResultStrides = new(resultBatch, resultHead, resultToken, 1),
            LogSums = logSums,
            LogSumStrides = new(logSumBatch, logSumHead, logSumToken, 1),
            Batch = batch,
            Heads = heads,
            KeyHeads = keyHeads,
            Queries = queries,
            Keys = keys,
            Size = size,
            ValueSize = valueSize,
            Rule = new AttentionRule((float)scale),
            IsCausal = isCausal,
            CountsHiddenValues = true,
        }.Run(workers);
}
