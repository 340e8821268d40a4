namespace Piecewise.Tensors;

/// <summary>
/// What an application gave does not work: a file is damaged or not supported, inputs do not fit a program, a value is none that an
/// operator can take. Each kind has an exception of its own that derives from this one; mistakes in the use of the library itself, as a
/// disposed model, are exceptions of .NET.
/// </summary>
public abstract class PiecewiseException : Exception
{
    protected PiecewiseException()
    {
    }

    protected PiecewiseException(string message)
        : base(message)
    {
    }

    protected PiecewiseException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
