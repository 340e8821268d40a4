using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Codes and multipliers of a row. For each group those multipliers are tried whose longest level is near the group's extreme; the one with
/// the least squared error is kept, the first of several. Errors are added in one order whatever the vectors,
/// so that the bits are the same on every machine.
/// </summary>
internal static unsafe class FourBitRow
{
    // Lanes in which errors are added, whatever the vectors' width.
    private const int Lanes = 16;

    /// <param name="row">[columns], a multiple of 64; elements that count for nothing are 0.</param>
    /// <param name="columns">How many.</param>
    /// <param name="scale">What an integer is multiplied by.</param>
    /// <param name="target">Codes and multipliers (<see cref="QuantizedLayout.RowBytes"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<TLanes, TVector>(float* row, nint columns, float scale, byte* target)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scaled = stackalloc float[2 * QuantizedLayout.Group];
        var codes = stackalloc byte[2 * QuantizedLayout.Group];
        var multipliers = stackalloc int[2];
        for (nint column = 0; column < columns; column += 2 * QuantizedLayout.Group)
        {
            for (nint group = 0; group < 2; group++)
            {
                var own = scaled + (group * QuantizedLayout.Group);
                var extreme = 0f;
                for (nint i = 0; i < QuantizedLayout.Group; i++)
                {
                    own[i] = row[column + (group * QuantizedLayout.Group) + i] / scale;
                    extreme = Math.Abs(own[i]) > Math.Abs(extreme) ? own[i] : extreme;
                }
                multipliers[group] = Best<TLanes, TVector>(own, extreme);
                target[(columns / 2) + (column / QuantizedLayout.Group) + group] = (byte)multipliers[group];
            }
            Codes<TLanes, TVector>(scaled, multipliers[0], codes);
            Codes<TLanes, TVector>(scaled + QuantizedLayout.Group, multipliers[1], codes + QuantizedLayout.Group);
            for (nint i = 0; i < QuantizedLayout.Group; i++)
            {
                target[(column / 2) + i] = (byte)(codes[i] | (codes[i + QuantizedLayout.Group] << 4));
            }
        }
    }

    // Those whose longest level, 127 of 32 and negative, is about as large as the extreme, and on its side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Best<TLanes, TVector>(float* scaled, float extreme) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var exact = Math.Abs(extreme) * FourBitLevels.Most / 127;
        var first = (int)Math.Clamp(exact * 0.92f, 1, FourBitLevels.Most);
        var last = (int)Math.Clamp((exact * 1.2f) + 1, 1, FourBitLevels.Most);
        var sign = extreme > 0 ? FourBitLevels.Most - 1 : -1;
        var (best, least) = (first + sign, float.PositiveInfinity);
        for (var factor = first; factor <= last; factor++)
        {
            var error = Error<TLanes, TVector>(scaled, factor + sign);
            if (error < least)
            {
                (best, least) = (factor + sign, error);
            }
        }
        return best;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Error<TLanes, TVector>(float* scaled, int multiplier)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var errors = stackalloc float[Lanes];
        var rising = FourBitLevels.Rising(multiplier);
        var middles = FourBitLevels.Middles(multiplier);
        for (nint lane = 0; lane < Lanes; lane += TLanes.Width)
        {
            var sum = TLanes.Zero;
            for (nint i = lane; i < QuantizedLayout.Group; i += Lanes)
            {
                var value = TLanes.Load(scaled + i);
                // From the lowest level up: each replaces the one below it where it is nearer.
                var nearest = TLanes.Broadcast(rising[0]);
                for (var step = 1; step < FourBitLevels.Count; step++)
                {
                    nearest = TLanes.WhereLess(value, TLanes.Broadcast(middles[step]), nearest, TLanes.Broadcast(rising[step]));
                }
                var difference = TLanes.Subtract(value, nearest);
                sum = TLanes.Add(sum, TLanes.Multiply(difference, difference));
            }
            TLanes.Store(errors + lane, sum);
        }
        for (var width = Lanes / 2; width > 0; width /= 2)
        {
            for (var i = 0; i < width; i++)
            {
                errors[i] += errors[i + width];
            }
        }
        return errors[0];
    }

    // Levels of a small multiplier may be equal; the code is then the last of them.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Codes<TLanes, TVector>(float* scaled, int multiplier, byte* codes)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var steps = stackalloc float[QuantizedLayout.Group];
        var middles = FourBitLevels.Middles(multiplier);
        for (nint i = 0; i < QuantizedLayout.Group; i += TLanes.Width)
        {
            var value = TLanes.Load(scaled + i);
            var nearest = TLanes.Zero;
            for (var step = 1; step < FourBitLevels.Count; step++)
            {
                nearest = TLanes.WhereLess(value, TLanes.Broadcast(middles[step]), nearest, TLanes.Broadcast(step));
            }
            TLanes.Store(steps + i, nearest);
        }
        var isFalling = FourBitLevels.IsFalling(multiplier) ? FourBitLevels.Count - 1 : 0;
        for (nint i = 0; i < QuantizedLayout.Group; i++)
        {
            codes[i] = (byte)((int)steps[i] ^ isFalling);
        }
    }
}
