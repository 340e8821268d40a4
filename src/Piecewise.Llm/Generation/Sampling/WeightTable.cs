using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm;

/// <summary>
/// What all tokens of a vocabulary weigh, summed by steps of weight from the most likely down: in which step a position in the order of
/// likelihood lies is found without sorting anything. Memory is reused from token to token.
/// </summary>
/// <remarks>
/// Weights of one step share their exponent, so a sum of up to 2^29 of them is exact and does not depend on the order. That is why four
/// sums can be kept apart: equal weights in a row need not wait for each other.
/// </remarks>
internal sealed unsafe class WeightTable
{
    private const int Cells = WeightScale.MostSteps + 1;
    private const int ApartBits = 2;
    private const int Apart = 1 << ApartBits;

    private readonly double[] apart = new double[Cells * Apart];
    private readonly double[] sums = new double[Cells];
    private int used = Cells;

    /// <summary>What all tokens weigh that may be picked; at least 1.</summary>
    public double Total { get; private set; }

    /// <summary>Takes the logits of a vocabulary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<float> logits, WeightScale scale, LogitLimit limit)
    {
        Array.Clear(apart, 0, used * Apart);
        var places = stackalloc int[LogitScan.Width];
        var weights = stackalloc double[LogitScan.Width];
        var deepest = Vector256<int>.Zero;
        var i = logits.Length / LogitScan.Width * LogitScan.Width;
        Add(LogitScan.LoadTail(logits), i, scale, limit, ref deepest, places, weights);
        for (i = 0; i <= logits.Length - LogitScan.Width; i += LogitScan.Width)
        {
            Add(LogitScan.Load(logits, i), i, scale, limit, ref deepest, places, weights);
        }
        used = 1;
        for (var lane = 0; lane < LogitScan.Width; lane++)
        {
            used = Math.Max(used, 1 - deepest[lane]);
        }
        double total = 0;
        for (var cell = 0; cell < used; cell++)
        {
            var start = cell * Apart;
            sums[cell] = apart[start] + apart[start + 1] + (apart[start + 2] + apart[start + 3]);
            total += sums[cell];
        }
        Total = total;
    }

    /// <summary>The cell in which the sum of weights, from the most likely on, comes to lie above a number.</summary>
    /// <param name="target">Less than <see cref="Total"/>.</param>
    /// <returns>The cell, and what lies before it.</returns>
    public (int Cell, double Before) Find(double target)
    {
        double before = 0;
        for (var cell = 0; cell < used; cell++)
        {
            var through = before + sums[cell];
            if (through > target)
            {
                return (cell, before);
            }
            before = through;
        }
        throw new ArgumentOutOfRangeException(nameof(target), target, $"All tokens together weigh {Total}.");
    }

    /// <summary>Gathers the tokens of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Collect(ReadOnlySpan<float> logits, WeightScale scale, LogitLimit limit, int cell, TokenRanking ranking)
    {
        ranking.Clear();
        var (low, high) = (Vector256.Create((float)-cell), Vector256.Create(1f - cell));
        var last = LogitScan.LoadTail(logits);
        for (var i = 0; i < logits.Length; i += LogitScan.Width)
        {
            var part = i <= logits.Length - LogitScan.Width ? LogitScan.Load(logits, i) : last;
            var octaves = scale.OctavesOf(part);
            var steps = octaves * scale.StepsPerOctave;
            var inside = Vector256.GreaterThanOrEqual(steps, low) & Vector256.LessThan(steps, high) & limit.Kept(part, i);
            if (inside.ExtractMostSignificantBits() is not 0 and var lanes)
            {
                ranking.Add(i, scale.Weigh(octaves & inside).Weight, lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(
        Vector256<float> logits, int token, in WeightScale scale, LogitLimit limit, ref Vector256<int> deepest, int* places,
        double* weights)
    {
        var octaves = scale.OctavesOf(logits);
        var kept = Vector256.GreaterThanOrEqual(octaves, Vector256.Create((float)-WeightScale.Octaves)) & limit.Kept(logits, token);
        if (kept.ExtractMostSignificantBits() == 0)
        {
            return;
        }
        var (step, weight) = scale.Weigh(octaves & kept);
        // It is in this range, unless another thread has changed the logits since they were looked through: even then nothing else may be
        // written.
        step = Vector256.Min(Vector256.Max(step, Vector256.Create(-WeightScale.MostSteps)), Vector256<int>.Zero);
        deepest = Vector256.Min(deepest, step);
        // Through memory: that is faster than to take vectors apart.
        Vector256.Store(Vector256.Create(0, 1, 2, 3, 0, 1, 2, 3) - Vector256.ShiftLeft(step, ApartBits), places);
        var (low, high) = Vector256.Widen(weight & kept);
        Vector256.Store(low, weights);
        Vector256.Store(high, weights + (LogitScan.Width / 2));
        ref var first = ref MemoryMarshal.GetArrayDataReference(apart);
        Unsafe.Add(ref first, places[0]) += weights[0];
        Unsafe.Add(ref first, places[1]) += weights[1];
        Unsafe.Add(ref first, places[2]) += weights[2];
        Unsafe.Add(ref first, places[3]) += weights[3];
        Unsafe.Add(ref first, places[4]) += weights[4];
        Unsafe.Add(ref first, places[5]) += weights[5];
        Unsafe.Add(ref first, places[6]) += weights[6];
        Unsafe.Add(ref first, places[7]) += weights[7];
    }
}
