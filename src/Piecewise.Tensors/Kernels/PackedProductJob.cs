using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>One call of <see cref="PackedProduct"/>.</summary>
internal unsafe struct PackedProductJob<TIn, TWeight, TOut, TEpilogue> : IJob
    where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
{
    // Columns of a panel that are read by all tiles of rows before the next ones: they stay in the second cache meanwhile.
    private const int Depth = 1024;

    public TIn* X;
    public nint XStride;
    public nint XColumnStride;
    public int M;
    public TWeight* Weight;
    public nint WeightStride;
    public nint WeightColumnStride;
    public PackedLayout Layout;
    public bool SplitsRows;
    public TEpilogue Epilogue;
    public TOut* Result;
    public nint ResultStride;
    public float* Scratch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var rows = SplitsRows ? Share.Of(M, part, parts) : new Share(0, M);
        var panels = SplitsRows ? new Share(0, Layout.Panels) : Share.Of(Layout.Panels, part, parts);
        nint k = Layout.Columns;
        var blockRows = PackedProduct.BlockRows(M, k);
        var a = Scratch + (part * PackedProduct.PartFloats(M, k, Layout.PanelWidth));
        var c = a + (blockRows * k);
        var panelScratch = (TWeight*)(c + (Math.Max(blockRows, 4) * Layout.PanelWidth));
        for (var row = rows.Start; row < rows.End; row += blockRows)
        {
            var count = Math.Min(blockRows, rows.End - row);
            PackRows<TLanes, TVector>(row, count, a);
            for (var panel = panels.Start; panel < panels.End; panel++)
            {
                var first = panel * Layout.PanelWidth;
                WeightPacking.PackPanel(Weight + (first * WeightStride), WeightStride, WeightColumnStride,
                    Math.Min(Layout.PanelWidth, Layout.Rows - first), k, Layout.PanelWidth, panelScratch);
                MultiplyPanel<TLanes, TVector>(a, panelScratch, count, c);
                Finish<TLanes, TVector>(c, row, count, first);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MultiplyPanel<TLanes, TVector>(float* a, TWeight* b, nint rows, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint k = Layout.Columns, width = Layout.PanelWidth, start = 0;
        do
        {
            var depth = Math.Min(Depth, k - start);
            for (nint row = 0; row < rows;)
            {
                var tile = Tiles.RowsOf<TLanes, TVector>(rows - row);
                Tiles.Multiply<TLanes, TVector, TWeight>(
                    tile, a + (row * k) + (start * tile), b + (start * width), depth, c + (row * width), start > 0);
                row += tile;
            }
            start += Depth;
        }
        while (start < k);
    }

    // [rows, k] → per tile [k, rows of the tile], in f32.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackRows<TLanes, TVector>(nint row, nint rows, float* a)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint k = Layout.Columns;
        for (nint i = 0; i < rows;)
        {
            var tile = Tiles.RowsOf<TLanes, TVector>(rows - i);
            for (nint r = 0; r < tile; r++)
            {
                var from = X + ((row + i + r) * XStride);
                var to = a + (i * k) + r;
                for (nint p = 0; p < k; p++)
                {
                    *to = Elements.Read(from);
                    from += XColumnStride;
                    to += tile;
                }
            }
            i += tile;
        }
    }

    private readonly void Finish<TLanes, TVector>(float* c, nint row, nint rows, nint column)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged => ProductBlock.Store<TLanes, TVector, TOut, TEpilogue>(
            c, Layout.PanelWidth, row, rows, column, Math.Min(Layout.PanelWidth, Layout.Rows - column), Epilogue, Result, ResultStride);
}
