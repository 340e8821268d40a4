namespace Piecewise.Import;

/// <summary>Tensor layouts by the numbers that the file uses.</summary>
internal enum LayoutCode
{
    Unknown = 0,
    SparseCoo = 1,
    SparseCsr = 2,
    SparseCsc = 3,
    SparseBsr = 4,
    SparseBsc = 5,
    Mkldnn = 6,
    Strided = 7,
}
