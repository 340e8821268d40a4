using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>The gates of one step of a recurrent network, from the products of its input and of its state.</summary>
internal unsafe struct RecurrentGates<T> : IJob where T : unmanaged
{
    public RecurrentKind Kind;
    public nint Rows;
    public nint Hidden;

    /// <summary>[rows, gates · hidden]: of the input, with a vector to read beyond.</summary>
    public float* Products;

    /// <summary>The same of the state.</summary>
    public float* Sums;

    /// <summary>[rows, hidden]: the state before, which a <see cref="RecurrentKind.Gru"/> reads.</summary>
    public T* State;

    /// <summary>[rows, hidden]; null where there is none. Changed.</summary>
    public T* Cell;

    /// <summary>[rows, hidden]: takes the new state; may be the one before.</summary>
    public T* Next;

    /// <summary>Takes it too; null for none.</summary>
    public T* Target;
    public nint TargetRow;

    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        switch (Kind)
        {
            case RecurrentKind.Lstm: Lstm<TLanes, TVector>(); break;
            case RecurrentKind.Gru: Gru<TLanes, TVector>(); break;
            default: Plain<TLanes, TVector>(Kind == RecurrentKind.Tanh); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sigmoid<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var one = TLanes.Broadcast(1f);
        return TLanes.Divide(one, TLanes.Add(one, VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(TLanes.Zero, x))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum<TLanes, TVector>(float* x, float* h) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.Add(TLanes.Load(x), TLanes.Load(h));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Lstm<TLanes, TVector>() where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint row = 0; row < Rows; row++)
        {
            float* x = Products + (4 * row * Hidden), h = Sums + (4 * row * Hidden);
            var cell = Cell + (row * Hidden);
            for (nint i = 0; i < Hidden; i += TLanes.Width)
            {
                var write = Sigmoid<TLanes, TVector>(Sum<TLanes, TVector>(x + i, h + i));
                var forget = Sigmoid<TLanes, TVector>(Sum<TLanes, TVector>(x + Hidden + i, h + Hidden + i));
                var candidate = VectorMath.Tanh<TLanes, TVector>(Sum<TLanes, TVector>(x + (2 * Hidden) + i, h + (2 * Hidden) + i));
                var output = Sigmoid<TLanes, TVector>(Sum<TLanes, TVector>(x + (3 * Hidden) + i, h + (3 * Hidden) + i));
                var before = Elements.Load<TLanes, TVector, T>(cell + i, Hidden - i);
                var next = TLanes.Add(TLanes.Multiply(forget, before), TLanes.Multiply(write, candidate));
                Elements.Store<TLanes, TVector, T>(cell + i, next, Hidden - i);
                Store<TLanes, TVector>(row, i, TLanes.Multiply(output, VectorMath.Tanh<TLanes, TVector>(next)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gru<TLanes, TVector>() where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint row = 0; row < Rows; row++)
        {
            float* x = Products + (3 * row * Hidden), h = Sums + (3 * row * Hidden);
            var state = State + (row * Hidden);
            for (nint i = 0; i < Hidden; i += TLanes.Width)
            {
                var reset = Sigmoid<TLanes, TVector>(Sum<TLanes, TVector>(x + i, h + i));
                var update = Sigmoid<TLanes, TVector>(Sum<TLanes, TVector>(x + Hidden + i, h + Hidden + i));
                var candidate = VectorMath.Tanh<TLanes, TVector>(TLanes.Add(
                    TLanes.Load(x + (2 * Hidden) + i), TLanes.Multiply(reset, TLanes.Load(h + (2 * Hidden) + i))));
                var before = Elements.Load<TLanes, TVector, T>(state + i, Hidden - i);
                Store<TLanes, TVector>(row, i, TLanes.Add(candidate, TLanes.Multiply(update, TLanes.Subtract(before, candidate))));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Plain<TLanes, TVector>(bool isTanh) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint row = 0; row < Rows; row++)
        {
            for (nint i = 0; i < Hidden; i += TLanes.Width)
            {
                var sum = Sum<TLanes, TVector>(Products + (row * Hidden) + i, Sums + (row * Hidden) + i);
                Store<TLanes, TVector>(row, i, isTanh ? VectorMath.Tanh<TLanes, TVector>(sum) : TLanes.Maximum(sum, TLanes.Zero));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store<TLanes, TVector>(nint row, nint i, TVector value)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        Elements.Store<TLanes, TVector, T>(Next + (row * Hidden) + i, value, Hidden - i);
        if (Target is not null)
        {
            Elements.Store<TLanes, TVector, T>(Target + (row * TargetRow) + i, value, Hidden - i);
        }
    }
}
