namespace Piecewise.Tensors.Tests.Kernels;

/// <summary>Attention by its definition: plain loops in f64.</summary>
internal static class AttentionOracle
{
    /// <summary>Of one sequence. Its keys are at positions from 0 on, its queries from <paramref name="start"/> on.</summary>
    /// <param name="query">[heads, queries, size].</param>
    /// <param name="key">[key heads, keys, size].</param>
    /// <param name="value">[key heads, keys, value size].</param>
    /// <param name="rules">How scores become weights.</param>
    /// <param name="start">The position of the first query.</param>
    /// <param name="mask">[heads, queries, keys]: bools that say what is seen, or floats that are added; null for none.</param>
    /// <param name="sinks">[heads]; null for none.</param>
    /// <returns>[heads, queries, value size], and the denominators' logarithms [heads, queries].</returns>
    public static (double[,,] Result, double[,] LogSums) Attend(
        Tensor query, Tensor key, Tensor value, AttentionRules rules, long start, Tensor? mask, Tensor? sinks)
    {
        var (q, k, v) = (Numbers(query), Numbers(key), Numbers(value));
        var (heads, queries, size) = ((int)query.Shape[0], (int)query.Shape[1], (int)query.Shape[2]);
        var (keyHeads, keys, valueSize) = ((int)key.Shape[0], (int)key.Shape[1], (int)value.Shape[2]);
        var added = mask is null ? null : Numbers(mask);
        var (result, logSums) = (new double[heads, queries, valueSize], new double[heads, queries]);
        for (var head = 0; head < heads; head++)
        {
            var group = head / (heads / keyHeads);
            for (var i = 0; i < queries; i++)
            {
                var sum = sinks is null ? 0 : Math.Exp(Numbers(sinks)[head]);
                for (var j = 0; j < keys; j++)
                {
                    var bias = added is null ? 0 : added[(((head * queries) + i) * keys) + j];
                    if (IsHidden(rules, start + i, j) || (mask?.DType == DType.Bool && bias == 0))
                    {
                        continue;
                    }
                    var score = 0.0;
                    for (var d = 0; d < size; d++)
                    {
                        score += q[(((head * queries) + i) * size) + d] * k[(((group * keys) + j) * size) + d];
                    }
                    score *= rules.Scale;
                    if (rules.Softcap > 0)
                    {
                        score = rules.Softcap * Math.Tanh(score / rules.Softcap);
                    }
                    var weight = Math.Exp(score + (mask?.DType == DType.Bool ? 0 : bias));
                    sum += weight;
                    for (var d = 0; d < valueSize; d++)
                    {
                        result[head, i, d] += weight * v[(((group * keys) + j) * valueSize) + d];
                    }
                }
                logSums[head, i] = Math.Log(sum);
                for (var d = 0; d < valueSize; d++)
                {
                    result[head, i, d] /= sum == 0 ? 1 : sum;
                }
            }
        }
        return (result, logSums);
    }

    private static bool IsHidden(AttentionRules rules, long position, long key) =>
        rules.IsCausal && (key > position || (rules.Window > 0 && position - key >= rules.Window));

    private static double[] Numbers(Tensor x) => Cast.To(x, DType.F64).Contiguous().AsSpan<double>().ToArray();
}
