namespace Piecewise.Compiler.Shard;

/// <summary>What is done with a product by a weight whose input every rank has.</summary>
internal enum ProductMode
{
    /// <summary>Each rank computes some columns, and what follows goes on with them.</summary>
    Columns,

    /// <summary>Each rank computes some columns, and gets those of the others.</summary>
    Gathered,

    /// <summary>Each rank computes everything.</summary>
    Whole,
}

/// <summary>
/// What is known of a product after some attempts. It only ever goes from <see cref="ProductMode.Columns"/> down, to more cuts and to fewer
/// blocks, so that attempts come to an end.
/// </summary>
internal sealed class ProductChoice
{
    // A dim that is cut more often is no row of heads.
    private const int MostCuts = 64;

    private readonly SortedSet<long> cuts = [];
    private readonly Dictionary<long, int> blocks = [];

    public ProductMode Mode { get; private set; }

    /// <summary>Why it is no longer <see cref="ProductMode.Columns"/>.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Where its columns are cut besides the beginning and the end.</summary>
    public IEnumerable<long> Cuts => cuts;

    /// <summary>Into how many blocks the section that begins at a column is cut, of at most that many.</summary>
    public int BlocksAt(long start, int world) => blocks.GetValueOrDefault(start, world);

    /// <summary>Cuts the columns at a place too; false where that is done already.</summary>
    public bool CutAt(long column) => cuts.Count < MostCuts && cuts.Add(column);

    /// <summary>Cuts the section that begins at a column into fewer blocks; false where that is done already.</summary>
    public bool Limit(long start, int most, int world)
    {
        if (BlocksAt(start, world) <= most)
        {
            return false;
        }
        blocks[start] = most;
        return true;
    }

    public void GiveUp(ProductMode mode, string reason) => (Mode, Reason) = (mode, reason);
}
