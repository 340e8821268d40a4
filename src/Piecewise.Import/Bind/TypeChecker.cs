using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Compares the type that an operator's shape rule gives with the one in the file (F5). Nothing in the file is believed: a contradiction
/// refuses it, and what neither rule nor file can prove becomes a fact of the program, which each call is checked for before it runs.
/// </summary>
internal sealed class TypeChecker(ShapeEnvironment shapes)
{
    private readonly HashSet<string> determined = new(StringComparer.Ordinal);
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly OpenCalls open = new(shapes);

    /// <summary>
    /// Whether strides in the file count. They do not where an input was exported with an example whose elements share memory: no call can
    /// be made with such a layout, and what was recorded goes by it.
    /// </summary>
    public bool KeepsLayout { get; set; } = true;

    /// <summary>Takes a symbol as one whose value a call's inputs give.</summary>
    public void Determine(string symbol)
    {
        determined.Add(symbol);
        given.Add(symbol);
    }

    /// <summary>The type of a call; null with a problem where the file contradicts the rule, or the rule refuses the call.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot.</param>
    /// <param name="recorded">The types in the file, one per result; null where it gives none (a result that is absent, or a
    /// literal).</param>
    /// <param name="place">Where the call is, for messages.</param>
    /// <param name="isConditional">
    /// Whether the call is in a branch or a loop's body, which may never run: no call of the program is refused for what it needs there.
    /// The interpreter, which runs all of these, asks the rule again with numbers.
    /// </param>
    /// <param name="problem">What is wrong.</param>
    public NodeType? Choose(
        Operator op, ImmutableArray<Argument> arguments, ImmutableArray<NodeType?> recorded, Func<string> place, bool isConditional,
        out string problem)
    {
        // Symbols that a rule makes up for data-dependent sizes must not stay in the program's environment.
        var scratch = shapes.Copy();
        var isTuple = op.Schema.Results.Length > 1 || op.Schema.Results is [{ IsList: true }];
        var conditions = new List<SymBool>();
        NodeType inferred;
        try
        {
            inferred = op.Infer(new InferenceContext(op, arguments, scratch, conditions));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = e.Message;
            return null;
        }
        var chosen = Complete(inferred, isTuple, recorded);
        if (!KeepsLayout)
        {
            chosen = WithSizesOf(inferred, chosen);
        }
        var agreement = new TypeAgreement(shapes, scratch, conditions);
        if (agreement.Difference(WithLayoutOf(op, inferred, chosen), chosen) is { } difference)
        {
            problem = $"{difference}: the file says {chosen}, its operands give {inferred}";
            return null;
        }
        if (NegativeSize(chosen, conditions) is { } negative)
        {
            problem = $"its result {chosen} has the size {negative}";
            return null;
        }
        if (chosen is SymIntType { Value: var made } && arguments.All(a => !a.Nodes.Any())
            && !(made.IsConstant && inferred is SymIntType { Value.IsConstant: true }))
        {
            problem = $"its result follows from literals alone, and is recorded as {made}";
            return null;
        }
        // The same number may be read twice; one that follows from others is what the rule says, not what the file does.
        if (chosen is SymIntType && agreement.Bindings.Values.FirstOrDefault(
            v => !v.IsConstant && v.Symbols.All((v.IsSymbol ? given : determined).Contains)) is { } size)
        {
            problem = $"its result, which nothing but a call decides, is recorded as {size}, which other values decide";
            return null;
        }
        if (!isConditional && Undetermined(chosen, agreement.Bindings) is { } unknown)
        {
            problem = $"its result is {chosen}, and nothing determines {unknown}";
            return null;
        }
        problem = "";
        if (isConditional)
        {
            return chosen;
        }
        // Assertions of an export may leave one number for what the data decides. It is looked at when the program runs.
        var numbers = agreement.Bindings.Where(b => b.Value.IsConstant).ToDictionary(b => b.Key, b => Single(b.Value.Constant));
        if (numbers.Count > 0)
        {
            chosen = WithSymbols(inferred, chosen, numbers);
        }
        if (agreement.Bindings.Count > 0)
        {
            open.Add(op, arguments, chosen, place);
        }
        return Require(conditions, agreement.Bindings, place, out problem) ? chosen : null;
    }

    /// <summary>
    /// Compares recorded sizes that nothing was known of, once all is known that the program says of its symbols; what is wrong with some.
    /// </summary>
    public IEnumerable<string> Settle() =>
        open.Settle((conditions, bindings, place) => Require(conditions, bindings, place, out var problem) ? null : problem);

    private SymInt Single(long number)
    {
        var value = shapes.NewUnbacked(Interval.Single(number));
        determined.Add(value.SymbolName);
        return value;
    }

    // The recorded type, with symbols in place of the numbers that stand for symbols of the rule's.
    private static NodeType WithSymbols(NodeType inferred, NodeType recorded, Dictionary<string, SymInt> numbers)
    {
        SymInt Of(SymInt made, SymInt given) => made.IsSymbol && numbers.TryGetValue(made.SymbolName, out var value) ? value : given;
        return (inferred, recorded) switch
        {
            (SymIntType a, SymIntType b) => new SymIntType(Of(a.Value, b.Value)),
            (TensorType a, TensorType b) => b.WithShape([.. a.Shape.Zip(b.Shape, Of)], b.Strides),
            (TupleType a, TupleType b) => new TupleType([.. a.Items.Zip(b.Items, (x, y) => WithSymbols(x, y, numbers))]),
            _ => recorded,
        };
    }

    // A symbol gets its value from an input, or here: where the rule says that only the data decides.
    private string? Undetermined(NodeType type, IReadOnlyDictionary<string, SymInt> bindings)
    {
        foreach (var value in bindings.Values)
        {
            if (value.IsSymbol)
            {
                determined.Add(value.SymbolName);
            }
        }
        return Undetermined(type);
    }

    /// <summary>A symbol in a type that nothing so far gives a value; null where there is none.</summary>
    public string? Undetermined(NodeType type) => SizesOf(type).SelectMany(s => s.Symbols).FirstOrDefault(s => !determined.Contains(s));

    private static IEnumerable<SymInt> SizesOf(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.Concat(tensor.Strides),
        SymIntType number => [number.Value],
        TupleType tuple => tuple.Items.SelectMany(SizesOf),
        _ => [],
    };

    /// <summary>What of a type is not as another says; sizes that may be the same become facts. Null where nothing is.</summary>
    public string? Misfit(NodeType wanted, NodeType given)
    {
        var conditions = new List<SymBool>();
        var difference = wanted is TensorType a && given is TensorType b
            ? new TypeAgreement(shapes, shapes, conditions).Difference(a.WithShape(a.Shape), b.WithShape(b.Shape))
            : new TypeAgreement(shapes, shapes, conditions).Difference(wanted, given);
        return difference is not null ? difference
            : Require(conditions, new Dictionary<string, SymInt>(), () => "a new value of the program's state", out var problem) ? null
            : problem;
    }

    // The layout that the operands give; sizes as the file has them.
    private static NodeType WithSizesOf(NodeType inferred, NodeType recorded) => (inferred, recorded) switch
    {
        (TensorType a, TensorType b) when a.Rank == b.Rank && a.DType == b.DType => b.WithShape(b.Shape, a.IsRowMajor ? null : a.Strides),
        (TupleType a, TupleType b) when a.Items.Length == b.Items.Length => new TupleType([.. a.Items.Zip(b.Items, WithSizesOf)]),
        _ => recorded,
    };

    // A size that is not certainly 0 or more has to be.
    private SymInt? NegativeSize(NodeType type, List<SymBool> conditions)
    {
        switch (type)
        {
            case TensorType tensor:
                foreach (var size in tensor.Shape)
                {
                    switch (shapes.Decide(SymBool.Ge(size, 0)))
                    {
                        case false:
                            return size;
                        case null:
                            conditions.Add(SymBool.Ge(size, 0));
                            break;
                    }
                }
                return null;
            case TupleType tuple:
                return tuple.Items.Select(i => NegativeSize(i, conditions)).FirstOrDefault(s => s is not null);
            default:
                return null;
        }
    }

    /// <summary>
    /// Whether PyTorch copied where the rule gives a view: it does where sizes that only data decides leave it open to PyTorch whether
    /// there is one.
    /// </summary>
    public bool IsCopy(Operator op, ImmutableArray<Argument> arguments, ImmutableArray<NodeType?> recorded)
    {
        if (!op.MayCopy || recorded is not [TensorType { IsRowMajor: true } type])
        {
            return false;
        }
        try
        {
            return op.Infer(new InferenceContext(op, arguments, shapes.Copy(), [])) is TensorType inferred && inferred.Rank == type.Rank
                && !inferred.Strides.Zip(type.Strides, (a, b) => (a, b)).Index()
                    .All(s => AreEqual(s.Item.a, s.Item.b) || AreEqual(type.Shape[s.Index], 1));
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    private bool Require(List<SymBool> conditions, IReadOnlyDictionary<string, SymInt> bindings, Func<string> place, out string problem)
    {
        problem = "";
        foreach (var condition in conditions.Select(c => c.Substitute(bindings)).Where(c => !shapes.IsStaticallyTrue(c)))
        {
            if (condition.Symbols.FirstOrDefault(s => !shapes.Symbols.ContainsKey(s)) is { } made)
            {
                problem = $"it needs {condition}, and the file does not say what {made} is";
                return false;
            }
            try
            {
                shapes.AddFact(condition, place());
            }
            catch (ShapeConflictException e)
            {
                problem = $"it needs {condition}, which never holds: {e.Message}";
                return false;
            }
        }
        return true;
    }

    // The layout of memory that a call makes is PyTorch's choice (fused and unfused attention differ): the file's is kept where it is one
    // without gaps or overlaps. That of a view is not: it says where elements are.
    private NodeType WithLayoutOf(Operator op, NodeType inferred, NodeType recorded) => (inferred, recorded) switch
    {
        _ when op.Schema.Results.Any(r => r.AliasSet is not null) => inferred,
        (TensorType a, TensorType b) when a.Rank == b.Rank && a.DType == b.DType && IsDense(b) => b.WithShape(a.Shape, b.Strides),
        (TupleType a, TupleType b) when a.Items.Length == b.Items.Length =>
            new TupleType([.. a.Items.Zip(b.Items, (x, y) => WithLayoutOf(op, x, y))]),
        _ => inferred,
    };

    /// <summary>Whether two elements of a tensor may lie in one place.</summary>
    public bool MayOverlap(TensorType type)
    {
        if (type.IsRowMajor || IsDense(type) || type.Shape.Any(s => AreEqual(s, 0)))
        {
            return false;
        }
        // Innermost first: each dim steps over all that the ones inside of it reach.
        var left = Enumerable.Range(0, type.Rank).Where(d => !AreEqual(type.Shape[d], 1)).ToList();
        SymInt reach = 1;
        while (left.Count > 0)
        {
            var innermost = left.Find(d => left.TrueForAll(other => IsTrue(SymBool.Le(type.Strides[d], type.Strides[other]))));
            if (!left.Contains(innermost) || !IsTrue(SymBool.Ge(type.Strides[innermost], reach)))
            {
                return true;
            }
            reach += (type.Shape[innermost] - 1) * type.Strides[innermost];
            left.Remove(innermost);
        }
        return false;
    }

    private bool IsTrue(SymBool condition) => shapes.IsStaticallyTrue(condition);

    private bool IsDense(TensorType type)
    {
        if (type.IsRowMajor)
        {
            return true;
        }
        // Innermost first: each dim begins where the ones inside of it end.
        var left = Enumerable.Range(0, type.Rank).Where(d => !AreEqual(type.Shape[d], 1)).ToList();
        SymInt next = 1;
        while (left.FindIndex(d => AreEqual(type.Strides[d], next)) is >= 0 and var at)
        {
            next *= type.Shape[left[at]];
            left.RemoveAt(at);
        }
        return left.Count == 0;
    }

    private bool AreEqual(SymInt a, SymInt b) => a == b || shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    // What the file leaves out is as the rule says; so is a bool that only data decides, whatever it was when the program was exported.
    private static NodeType Complete(NodeType inferred, bool isTuple, ImmutableArray<NodeType?> recorded)
    {
        if (!isTuple)
        {
            return recorded is [{ } only] && !IsOpen(inferred, only) ? only : inferred;
        }
        var items = inferred is TupleType tuple ? tuple.Items : [];
        return new TupleType([.. Enumerable.Range(0, Math.Max(items.Length, recorded.Length)).Select(i =>
            i < recorded.Length && recorded[i] is { } type && !(i < items.Length && IsOpen(items[i], type)) ? type
            : i < items.Length ? items[i] : NoneType.Instance)]);
    }

    private static bool IsOpen(NodeType inferred, NodeType recorded) => inferred is SymBoolType { Value: null } && recorded is SymBoolType;
}
