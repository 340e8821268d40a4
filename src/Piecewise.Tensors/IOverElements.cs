namespace Piecewise.Tensors;

/// <summary>Code that is compiled for each type of elements; <see cref="DTypeDispatch"/> finds the one of a dtype.</summary>
internal interface IOverElements<TResult>
{
    TResult Over<T>() where T : unmanaged;
}
