namespace Piecewise.Graphs;

/// <summary>V12 to V14: stages, pieces and mutation.</summary>
internal static class MeaningRules
{
    public static void CheckStage(VerifiedGraph subject, Action<Node?, string> report)
    {
        var stage = subject.Graph.Stage;
        var dialect = Dialect.Of(stage);
        foreach (var node in subject.Nodes.Where(n => n.Kind is NodeKind.Call or NodeKind.CallPiece))
        {
            if (dialect.Objection(node) is { } objection)
            {
                report(node, $"must not occur in a {stage.ToString().ToLowerInvariant()} graph: {objection}");
            }
            foreach (var nested in node.Arguments.OfType<GraphArgument>().Where(a => a.Graph.Stage != stage))
            {
                report(node, $"the nested graph @{nested.Graph.Name} is {nested.Graph.Stage}, not {stage}");
            }
        }
    }

    public static void CheckPieceCalls(VerifiedGraph subject, Action<Node?, string> report)
    {
        var names = new Dictionary<string, Piece>(StringComparer.Ordinal);
        foreach (var node in subject.Nodes.Where(n => n.Piece is not null))
        {
            var piece = node.Piece!;
            if (names.TryGetValue(piece.Name, out var other) ? other != piece : !names.TryAdd(piece.Name, piece))
            {
                report(node, $"calls another piece of the name @{piece.Name}");
            }
            CheckArguments(node, piece, subject.Graph.Shapes, report);
            CheckResult(node, piece, subject.Graph.Shapes, report);
        }
    }

    public static void CheckMutations(VerifiedGraph subject, Action<Node?, string> report)
    {
        if (subject.Graph.Output is not { } output)
        {
            return;
        }
        var seen = new HashSet<OutputSpec>();
        foreach (var (value, spec) in output.Arguments.Zip(output.Outputs).Where(o => o.Second.Kind != OutputKind.User))
        {
            var target = subject.Nodes.FirstOrDefault(n => n.Input is { } input && input.Target == spec.Target
                && (spec.Kind == OutputKind.InputMutation ? input.Kind == InputKind.User : input.Kind != InputKind.User));
            if (target is null)
            {
                report(output, $"there is no {(spec.Kind == OutputKind.InputMutation ? "input" : "buffer")} '{spec.Target}' to overwrite");
            }
            else if (!seen.Add(spec))
            {
                report(output, $"'{spec.Target}' is overwritten twice");
            }
            else if (value.Type is not TensorType type || target.Type is not TensorType old || Differ(type, old, subject.Graph.Shapes))
            {
                report(output, $"{value} of type {value.Type?.ToString() ?? "none"} can't overwrite '{spec.Target}' of type {target.Type}");
            }
        }
    }

    // A mutation is a copy into the old memory, so strides may differ.
    private static bool Differ(TensorType a, TensorType b, ShapeEnvironment shapes) =>
        a.DType != b.DType || new TypeAgreement(shapes, shapes).Difference(new TensorType(a.DType, a.Shape),
            new TensorType(a.DType, b.Shape)) is not null;

    private static void CheckArguments(Node node, Piece piece, ShapeEnvironment shapes, Action<Node?, string> report)
    {
        var inputs = piece.Graph.Inputs.ToList();
        if (inputs.Count != node.Arguments.Length)
        {
            report(node, $"is given {node.Arguments.Length} arguments; @{piece.Name} takes {inputs.Count}");
            return;
        }
        foreach (var (input, argument) in inputs.Zip(node.Arguments))
        {
            var difference = argument.Type is { } type ? new TypeAgreement(shapes, shapes).Difference(input.Type, type) : "it has no type";
            if (difference is not null)
            {
                report(node, $"{argument} can't be the input %{input.Name}: {input.Type} of @{piece.Name}: {difference}");
            }
        }
    }

    private static void CheckResult(Node node, Piece piece, ShapeEnvironment shapes, Action<Node?, string> report)
    {
        if (piece.Graph.Output is null || piece.Graph.Output.Arguments.Any(a => a.Type is null))
        {
            report(node, $"@{piece.Name} has no output, or one without a type");
            return;
        }
        var expected = piece.ResultType;
        // A piece with one output may be called for a tuple of one.
        var recorded = expected is not TupleType && node.Type is TupleType { Items: [var only] } ? only : node.Type;
        if (new TypeAgreement(shapes, shapes).Difference(expected, recorded) is { } difference)
        {
            report(node, $"{difference}; the outputs of @{piece.Name} give {expected}");
        }
    }
}
