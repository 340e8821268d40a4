using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Which tensors of a graph share memory, and who reads and writes it (C1, P7). All of it follows from schemas (<c>Tensor(a)</c>,
/// <c>Tensor(a!)</c>), from what operators say of a call's types, and from the shape environment. What can't be decided counts as shared.
/// </summary>
/// <remarks>
/// Inputs may be one memory unless the caller gave them up (donated): a caller may pass a tensor twice, and weights may be tied. One walk
/// over the graph; the overlap of two views is decided only when it is asked for. A value: it does not follow later changes of the graph,
/// but for those made through <see cref="CopyElision"/>.
/// </remarks>
internal sealed class AliasAnalysis
{
    private readonly Dictionary<Node, ImmutableArray<MemoryView?>> views = [];
    private readonly Graph graph;

    private AliasAnalysis(Graph graph) => this.graph = graph;

    /// <summary>Analyzes a graph; numbers its nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="donated">Inputs, besides those whose spec says so, whose memory nothing else holds.</param>
    public static AliasAnalysis Of(Graph graph, IReadOnlySet<Node>? donated = null) =>
        Of(graph, n => n.Input!.IsDonated || donated?.Contains(n) == true);

    /// <summary>As <see cref="Of(Graph, IReadOnlySet{Node})"/>, with every input taken as memory of its own.</summary>
    public static AliasAnalysis WithSeparateInputs(Graph graph) => Of(graph, _ => true);

    private static AliasAnalysis Of(Graph graph, Func<Node, bool> isAlone)
    {
        ArgumentNullException.ThrowIfNull(graph);
        graph.Number();
        var analysis = new AliasAnalysis(graph);
        new AliasWalk(graph, analysis.views).Run(isAlone);
        return analysis;
    }

    /// <summary>The place of a tensor; null for what is no tensor, or not one.</summary>
    public MemoryView? ViewOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Type is TensorType && views.TryGetValue(node, out var found) ? found[0] : null;
    }

    /// <summary>The places of a node's tensors: one per item of a tuple, null for an item that is no tensor.</summary>
    public ImmutableArray<MemoryView?> ViewsOf(Node node) => views.GetValueOrDefault(node, []);

    /// <summary>False only where no element of one tensor ever is an element of the other.</summary>
    public bool MayOverlap(MemoryView a, MemoryView b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Root == b.Root && MemoryOverlap.MayOverlap(a, b, graph.Shapes);
    }

    /// <summary>
    /// True where a view certainly shows every element of another tensor, which is not a view itself: it begins in its place and has as
    /// many elements, none of them repeated.
    /// </summary>
    public bool ShowsAll(MemoryView view, MemoryView whole)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(whole);
        return view.Root == whole.Root && MemoryOverlap.ShowsAll(view, whole, graph.Shapes);
    }

    /// <summary>False only where two tensors lie in different storages.</summary>
    public bool MayShareStorage(MemoryView a, MemoryView b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Root == b.Root;
    }

    /// <summary>Stands for the storage that a tensor lies in: the same object for all that <see cref="MayShareStorage"/>.</summary>
    public object StorageOf(MemoryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Root;
    }

    /// <summary>
    /// The tensor that a view shows elements of, and where in it the view begins, in bytes after its first element. A tensor whose place in
    /// the viewed one is not known is its own.
    /// </summary>
    public (MemoryView Base, SymInt Offset) PlaceOf(MemoryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Place(graph.Shapes);
    }

    /// <summary>True where the memory is, or may be, an input's that its caller keeps.</summary>
    public bool IsCallers(MemoryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Root.IsCallers;
    }

    /// <summary>A node that depends on where in the storage elements lie; null where none does.</summary>
    public Node? StorageSeenBy(MemoryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Root.SeenBy;
    }

    /// <summary>
    /// All accesses to the storage of a tensor, in the graph's order; the output comes last. Taking a view or a size is none.
    /// </summary>
    public IReadOnlyList<MemoryAccess> AccessesOf(MemoryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Root.Accesses;
    }

    /// <summary>One tensor's memory becomes another's: the copy is gone.</summary>
    internal static void Join(MemoryView copy, MemoryView original)
    {
        MemoryRoot.Join(copy.Root, original.Root);
        copy.Follow(original, forGood: true);
    }
}
