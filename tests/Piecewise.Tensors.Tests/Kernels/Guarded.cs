using Piecewise.Testing;

namespace Piecewise.Tensors.Tests;

/// <summary>Elements between two pages that nobody may touch, at one of them.</summary>
internal sealed unsafe class Guarded<T> : IDisposable where T : unmanaged
{
    private readonly byte* mapping;
    private readonly long pages;
    private readonly int count;

    public Guarded(int count, bool endsAtGuard)
    {
        this.count = Math.Max(count, 0);
        var bytes = (long)this.count * sizeof(T);
        pages = Math.Max((bytes + Pages.Size - 1) / Pages.Size, 1);
        mapping = Pages.Take(pages);
        Pointer = (T*)(mapping + Pages.Size + (endsAtGuard ? (pages * Pages.Size) - bytes : 0));
    }

    public T* Pointer { get; }

    public float Read(int index) => typeof(T) == typeof(float) ? ((float*)Pointer)[index] : ((BFloat16*)Pointer)[index];

    public void Fill(Random random)
    {
        for (var i = 0; i < count; i++)
        {
            var value = (random.NextSingle() * 2) - 1;
            if (typeof(T) == typeof(float))
            {
                ((float*)Pointer)[i] = value;
            }
            else
            {
                ((BFloat16*)Pointer)[i] = (BFloat16)value;
            }
        }
    }

    public void Dispose() => Pages.Retire(mapping, pages);
}
