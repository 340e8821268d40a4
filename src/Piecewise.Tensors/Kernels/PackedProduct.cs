namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>y = epilogue(x · weightᵀ)</c> by panels of the weight, which are packed as they are reached: that pays from some 32 rows on. A
/// row's result has the same bits however many rows and parts there are. Sums are f32; the result is rounded once.
/// </summary>
internal static unsafe class PackedProduct
{
    /// <summary>Bytes of scratch memory that a call needs; it is overwritten. Any alignment will do, 64 bytes are best.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="m">Rows of x; a plan passes the most that it will see.</param>
    /// <param name="k">Columns of x.</param>
    public static nint ScratchBytes(Workers workers, int m, int k) =>
        checked(workers.Team.Size * PartFloats(m, k, PackedLayout.PanelWidthOf(workers.Tier)) * sizeof(float));

    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k], f32 or bf16.</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="xColumnStride">Distance of two columns of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="weightColumnStride">Distance of two columns of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">[m, n]; not x.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/>.</param>
    public static void Run<TIn, TWeight, TOut, TEpilogue>(
        Workers workers, TIn* x, nint xStride, nint xColumnStride, int m, TWeight* weight, nint weightStride, nint weightColumnStride,
        int n, int k,
        TEpilogue epilogue, TOut* result, nint resultStride, void* scratch)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue =>
        Start(workers, new PackedProductJob<TIn, TWeight, TOut, TEpilogue>
        {
            X = x,
            XStride = xStride,
            XColumnStride = xColumnStride,
            M = m,
            Weight = weight,
            WeightStride = weightStride,
            WeightColumnStride = weightColumnStride,
            Layout = PackedLayout.For(workers.Tier, n, k),
            Epilogue = epilogue,
            Result = result,
            ResultStride = resultStride,
            Scratch = (float*)scratch,
        });

    /// <summary>
    /// Rows of x that are packed together. They are read once per panel, so they should stay in the second cache; but a panel comes from
    /// memory, and is packed, once per block, so there should be many tiles.
    /// </summary>
    internal static nint BlockRows(nint m, nint k)
    {
        var most = MostBlockRows(k);
        var blocks = (m + most - 1) / most;
        return Math.Min(m, ((m + blocks - 1) / Math.Max(blocks, 1) + 13) / 14 * 14);
    }

    /// <summary>Floats of scratch memory of one part, enough for any number of rows up to <paramref name="m"/>.</summary>
    internal static nint PartFloats(nint m, nint k, nint panelWidth)
    {
        var rows = Math.Min(m, (MostBlockRows(k) + 13) / 14 * 14);
        return checked((((rows * k) + (Math.Max(rows, 4) * panelWidth) + (panelWidth * k) + 15) & ~15) + 16);
    }

    private static nint MostBlockRows(nint k) => Math.Clamp((1 << 20) / Math.Max(k, 1), 546, 1092);

    private static void Start<TIn, TWeight, TOut, TEpilogue>(Workers workers, PackedProductJob<TIn, TWeight, TOut, TEpilogue> job)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        if (job.M <= 0 || job.Layout.Rows <= 0)
        {
            return;
        }
        // A part of the columns packs all rows of x, a part of the rows reads the whole weight: the former unless columns are few.
        job.SplitsRows = job.Layout.Panels < 2 * workers.Team.Size && job.M > job.Layout.Panels * job.Layout.PanelWidth;
        var parts = workers.Parts(job.SplitsRows ? job.M : job.Layout.Panels, (long)job.M * job.Layout.Rows * job.Layout.Columns);
        Jobs.Run(workers.Tier, workers.Team, parts, job);
    }
}
