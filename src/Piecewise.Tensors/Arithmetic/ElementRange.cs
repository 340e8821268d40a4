namespace Piecewise.Tensors;

/// <summary>Which numbers are elements of a dtype.</summary>
internal static class ElementRange
{
    /// <summary>What a number becomes as an element.</summary>
    public static double Rounded(this DType dtype, double number) => DTypeDispatch.Any<Rounding, double>(dtype, new(number));

    /// <summary>Whether a number lies in the range of a float, or beyond its largest by no more than rounding takes back.</summary>
    public static bool Holds(this DType dtype, double number)
    {
        var largest = dtype.Largest();
        return double.IsFinite(dtype.Rounded(number))
            && Math.Abs(number) - largest <= Math.ScaleB(1, Math.ILogB(largest) - dtype.FractionBits() - 1);
    }

    private readonly struct Rounding(double number) : IOverElements<double>
    {
        public double Over<T>() where T : unmanaged => Element.Convert<T, double>(Element.Convert<double, T>(number));
    }
}
