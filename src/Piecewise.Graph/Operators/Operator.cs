using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// An operator: what it takes (schema), what it does to memory (effects and aliasing, read off the schema), its shape rule and its
/// reference kernel. One file defines all of it; no pass keeps a list of operators of its own.
/// </summary>
internal abstract class Operator
{
    protected Operator(string schema) => Schema = OperatorSchema.Parse(schema);

    public OperatorSchema Schema { get; }

    /// <summary><c>ns::op.overload</c>.</summary>
    public string Name => Schema.QualifiedName;

    /// <summary>True where equal arguments need not give equal results. Such a call is neither removed twice nor merged.</summary>
    public virtual bool IsRandom => false;

    /// <summary>True where a call matters although nothing uses its result and it writes nothing: a run-time check.</summary>
    public virtual bool IsCheck => false;

    /// <summary>True for a check of types alone, which the types in the graph answer: such a call is not kept.</summary>
    public virtual bool IsTypeCheck => false;

    /// <summary>True where a call may be removed if nothing uses its result.</summary>
    public bool IsPure => !Schema.HasWrites && !IsCheck;

    /// <summary>True where the call only makes uninitialized memory of a shape: what P8 moves.</summary>
    public virtual bool IsAllocation => false;

    /// <summary>
    /// True for a call that is made to be computed once, when a program is loaded, whatever time and memory its result takes: a weight in
    /// another format. Its argument is not kept for it.
    /// </summary>
    public virtual bool IsForLoad => false;

    /// <summary>
    /// True where only sizes and strides of the tensor arguments are looked at, never an element: such a call commutes with every write.
    /// </summary>
    public virtual bool IsSizeQuery => false;

    /// <summary>
    /// True where each element of the result depends on the elements in its place alone, after broadcasting: dims in front of all operands
    /// only repeat the operator.
    /// </summary>
    public virtual bool IsPointwise => false;

    /// <summary>How a call is made for all items of a batch at once (<c>torch.vmap</c>).</summary>
    public virtual BatchingRule Batching => IsPointwise ? BatchingRule.Pointwise : BatchingRule.None;

    /// <summary>
    /// How the call is made for some items of a dim of its result (of each of its results) only, so that a program of which few rows are
    /// wanted computes no others (W1). Null where the items depend on others, or that is not known.
    /// </summary>
    /// <param name="call">The call, as it is in a graph.</param>
    /// <param name="dim">From 0 to the result's rank.</param>
    public virtual RowRule? RowWise(InferenceContext call, int dim) => IsPointwise || IsConversion ? RowRule.Pointwise(call, dim) : null;

    /// <summary>Name of the argument that numbers the layer, which equal pieces may differ in (P10); null for most operators.</summary>
    public virtual string? LayerArgument => null;

    /// <summary>
    /// The functional operator with the same arguments whose result this one writes into its first argument; null where this one writes
    /// nothing.
    /// </summary>
    public virtual Operator? FunctionalForm => null;

    /// <summary>The dtype and shape rule.</summary>
    /// <exception cref="InferenceException">The arguments break the operator's rules.</exception>
    public abstract NodeType Infer(InferenceContext context);

    /// <summary>The reference kernel: plain, and exact in PyTorch's sense.</summary>
    public abstract Value Evaluate(EvaluationContext context);

    /// <summary>
    /// Whether the result shares memory with the argument in its alias set. True or false where the types decide it, null where they can't
    /// (a <c>reshape</c> of unknown strides), or where PyTorch may make a view that its schema does not tell of (an <c>einsum</c> that only
    /// permutes). The schema alone answers for most operators.
    /// </summary>
    public virtual bool? ResultIsView(InferenceContext context) => Schema.Results.Any(r => r.AliasSet is not null && !r.IsWritten);

    /// <summary>
    /// True where a call depends on where its arguments' elements lie in memory, not on the elements alone: <c>as_strided</c>, whose offset
    /// counts from the beginning of the storage. Elements may not be moved to other memory before such a call. Functionalization
    /// replaces them all.
    /// </summary>
    public virtual bool SeesStorage => false;

    /// <summary>
    /// Name of the argument whose whole storage PyTorch copies for the result, or shares with it although the schema does not say so: a
    /// result with as many elements fills its storage only where that argument does. Null where a result always fills a storage of its own.
    /// </summary>
    public virtual string? StorageLike => null;

    /// <summary>
    /// Name of the argument that the result certainly equals, element by element and of one dtype, in the same memory or not: that of a
    /// clone, of a slice of everything, of a scatter that replaces everything. Null for most calls.
    /// </summary>
    public virtual string? SameAs(InferenceContext context) => null;

    /// <summary>
    /// True where the result has the elements of the first argument in row-major order, under another shape, as a view or not.
    /// </summary>
    public virtual bool IsReshape => false;

    /// <summary>True where the result has the elements of the first argument, in its place, converted to the dtype of the result.</summary>
    public virtual bool IsConversion => false;

    /// <summary>True where the result is a view if the strides of the first argument allow one, and a row-major copy otherwise.</summary>
    public virtual bool MayCopy => false;

    /// <summary>
    /// The tensors that the result is put together of without a change, later ones over earlier ones: those of a <c>cat</c>, the old and
    /// the new elements of a scatter. Together they cover the result. Empty for most operators.
    /// </summary>
    public virtual ImmutableArray<ResultPart> Parts(InferenceContext context) => [];

    /// <summary>The call as loops over elements, which can be fused with those of other calls; null where it has no such form.</summary>
    public virtual LoopForm? Loops(InferenceContext context) => null;

    /// <summary>
    /// The call as a call of a static method over memory, which neither allocates nor looks at types; null where these arguments (dtypes,
    /// strides) have none. Asked for where there is no loop form.
    /// </summary>
    public virtual KernelCall? DirectKernel(InferenceContext context) => null;

    /// <summary>How far a result may be from the reference, by the dtype it is computed in.</summary>
    public virtual Tolerance Tolerance(DType dtype) => Graphs.Tolerance.Default(dtype);

    public override string ToString() => Name;
}
