using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>Reads <c>.pt2</c> files of <c>torch.export.save</c> (F1). All problems of a file come in one exception (F2).</summary>
internal static class ProgramImporter
{
    /// <summary>
    /// Maps a file and imports its program, for who hands no tensor of it to an application: its disposal ends the mapping. Who does calls
    /// <see cref="ExportedProgram.Lend"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">The operators that may occur.</param>
    /// <param name="program">Which program of the file; null for the only one.</param>
    /// <param name="limits">Bounds; null for the default ones.</param>
    /// <exception cref="Pt2FormatException">
    /// The file is not such a program, is damaged, or holds something that is not supported.
    /// </exception>
    internal static ExportedProgram LoadOwned(string path, OperatorCatalog catalog, string? program = null, ArchiveLimits? limits = null)
    {
        var archive = Pt2Archive.Open(path, limits);
        try
        {
            return ImportOwned(archive, Pt2Model.Read(archive, program), catalog);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Imports a program of an open archive, which the result then owns.</summary>
    public static ExportedProgram Import(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(model);
        // Against a thread that closes the archive meanwhile.
        using var share = archive.RetainMemory();
        return ImportOwned(archive, model, catalog).Lend();
    }

    private static ExportedProgram ImportOwned(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog)
    {
        try
        {
            return Attempt(archive, model, catalog, recordedSizes: false);
        }
        catch (SmallSizesException)
        {
            return Attempt(archive, model, catalog, recordedSizes: true);
        }
    }

    private static ExportedProgram Attempt(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog, bool recordedSizes)
    {
        var problems = new ProblemList(archive.FileName) { Writer = $"PyTorch {model.Program.TorchVersion}" };
        try
        {
            return new ProgramImport(archive, model, catalog, problems, recordedSizes).Run();
        }
        catch (Exception e) when (e is not Pt2FormatException and not SmallSizesException and not OutOfMemoryException)
        {
            // A contradiction inside the file that no check foresaw: still the file's fault, and still one kind of exception (F2).
            problems.Add($"the program contradicts itself: {e.Message}");
            throw problems.ToException();
        }
    }
}

/// <summary>The state of one import.</summary>
/// <param name="archive">The file.</param>
/// <param name="model">What it describes.</param>
/// <param name="catalog">The operators.</param>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="recordedSizes">Whether sizes are no smaller than the file says (<see cref="SmallSizes"/>).</param>
internal sealed class ProgramImport(
    Pt2Archive archive, Pt2Model model, OperatorCatalog catalog, ProblemList problems, bool recordedSizes)
{
    private readonly ShapeEnvironment shapes = new();
    private readonly Dictionary<string, Tensor> state = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> records = new(StringComparer.Ordinal);
    private readonly List<ConstantInput> constants = [];
    private readonly List<string> userInputs = [];

    public ExportedProgram Run()
    {
        var program = model.Program;
        var data = program.GraphModule.Graph;
        var symbols = new SymbolTranslator(problems, program.RangeConstraints.Keys);
        var types = new TypeChecker(shapes);
        var scope = new ImportScope(catalog, problems, symbols, types, shapes, archive.Limits);
        var guards = new ImportedGuards(model.Program, symbols, problems);
        var small = new SmallSizes(shapes, recordedSizes);
        DefineSymbols(data, symbols, small);
        shapes.AddFacts(guards.Facts);
        problems.ThrowIfAny();
        var graph = new Graph("main", shapes, Stage.Imported);
        var importer = new GraphImporter(scope, graph, data);
        AddInputs(importer, graph, program.GraphModule);
        foreach (var symbol in InputSymbol.Of(graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).Select(i => i.Type)))
        {
            types.Determine(symbol.Symbol);
        }
        // Whatever is known of its symbols, no tensor has a size below 0.
        shapes.AddFacts(graph.Inputs.Select(i => i.Type).OfType<TensorType>().SelectMany(t => t.Shape).Distinct()
            .Select(s => SymBool.Ge(s, 0)).Where(f => !shapes.IsStaticallyTrue(f)).ToList());
        foreach (var input in graph.Inputs)
        {
            if (types.Undetermined(input.Type) is { } unknown)
            {
                problems.Add($"the input '{Printable.Text(input.Input!.Target)}' is {input.Type}, and no input determines {unknown}");
            }
        }
        guards.AddChecks(scope, graph, shapes);
        importer.AddNodes();
        scope.Randoms.DropUnseen(graph, importer.ReturnedNodes());
        scope.ReportUnknownOperators(program.Verifiers.FirstOrDefault() == "ATEN");
        problems.ThrowIfAny();
        AddOutputs(importer, graph, program.GraphModule, types);
        // Export leaves none. What nobody needs is not run, so that it can't fail in one mode and be dropped in another.
        DeadCode.Remove(graph);
        DataRanges.Check(graph, catalog);
        InputStorage.CountFromInputs(graph, data, problems);
        problems.ThrowIfAny();
        foreach (var (condition, reason) in small.Conditions(graph))
        {
            problems.Warn($"calls for which {condition} does not hold are refused: {reason}");
            shapes.AddFact(condition);
        }
        foreach (var problem in types.Settle())
        {
            problems.Add(problem);
        }
        if (small.ExcludesRecorded)
        {
            throw new SmallSizesException("no recorded size is left");
        }
        if (shapes.Contradiction() is { } fact)
        {
            var ranges = string.Join(", ", fact.Symbols.Select(s => $"{s} in {shapes.Symbols.GetValueOrDefault(s)}"));
            problems.Add(
                $"no sizes meet all of its conditions: {shapes.ReasonFor(fact) ?? "a guard"} needs {fact}, and the others leave {ranges}");
        }
        problems.ThrowIfAny();
        if (scope.Devices.Where(d => d != TensorType.Cpu).ToList() is { Count: > 0 } devices)
        {
            problems.Warn(
                $"the program was exported on {string.Join(", ", devices.Select(Printable.Text))}; "
                + "here all of it is computed by the processor");
        }
        return new ExportedProgram(archive)
        {
            FileName = archive.FileName,
            Graph = graph,
            State = state,
            StateRecords = records,
            SmallSizes = [.. small.Symbols],
            ConstantInputs = [.. constants],
            UserInputs = [.. userInputs],
            InputTree = program.GraphModule.CallSignature?.InputTree,
            OutputTree = program.GraphModule.CallSignature?.OutputTree,
            ExtraFiles = archive.ExtraFiles,
            TorchVersion = program.TorchVersion,
            Dialect = program.Verifiers.FirstOrDefault("TRAINING"),
            Guards = program.GuardsCode,
            Warnings = [.. model.Warnings, .. program.Warnings.Except(model.Warnings), .. problems.Warnings],
        };
    }

    // Every symbol is defined before any rule reasons about it; unnamed bounds are those that PyTorch assumes of sizes.
    private void DefineSymbols(GraphData data, SymbolTranslator symbols, SmallSizes small)
    {
        Visit(data, symbols);
        var ranges = model.Program.RangeConstraints;
        var recorded = new ShapeEnvironment();
        foreach (var name in symbols.Symbols)
        {
            var range = ranges.TryGetValue(name, out var given) ? new Interval(given.Min, given.Max)
                : name.StartsWith('s') ? Interval.AtLeast(0) : Interval.Unbounded;
            if (range.IsEmpty)
            {
                problems.Add($"the range of {Printable.Text(name)}, {range}, is empty");
                range = Interval.Unbounded;
            }
            shapes.Define(name, small.RangeOf(name, range));
            recorded.Define(name, range);
        }
        // A size is no less than 0, also where it is only known at run time.
        shapes.AddFacts(data.TensorValues.Values.SelectMany(m => m.Sizes).Where(s => !s.IsConstant).Distinct().Select(symbols.Int)
            .Where(size => size.Symbols.Any(s => s.StartsWith('u'))).Select(size => SymBool.Ge(size, 0)));
        // The range of a derived size is stated under its expression: "2*s77 + 1".
        var facts = new List<SymBool>();
        foreach (var (text, range) in ranges.Where(r => !symbols.Symbols.Contains(r.Key)))
        {
            if (SymInt.TryParse(text, out var size) && size.Symbols.All(symbols.Symbols.Contains))
            {
                // A lower bound that follows from those of the symbols goes where theirs goes.
                var follows = range.Min is { } least && recorded.IsStaticallyTrue(SymBool.Ge(size, least));
                facts.AddRange(new[] { !follows && SmallSizes.LowerBound(range.Min) is { } min ? SymBool.Ge(size, min) : null,
                    range.Max is { } max ? SymBool.Le(size, max) : null }.OfType<SymBool>());
            }
        }
        shapes.AddFacts(facts);
    }

    private static void Visit(GraphData data, SymbolTranslator symbols)
    {
        foreach (var meta in data.TensorValues.Values)
        {
            foreach (var size in meta.Sizes)
            {
                symbols.Int(size);
            }
            foreach (var stride in meta.Strides)
            {
                symbols.Int(stride);
            }
        }
        foreach (var value in data.SymIntValues.Values)
        {
            symbols.Int(value);
        }
        foreach (var value in data.SymBoolValues.Values)
        {
            symbols.Bool(value);
        }
        foreach (var nested in data.Nodes.SelectMany(n => n.Inputs).Select(i => i.Value).OfType<ArgumentData.Graph>())
        {
            Visit(nested.Body, symbols);
        }
    }

    private void AddInputs(GraphImporter importer, Graph graph, GraphModuleData module)
    {
        if (model.WithoutData(archive).ToList() is { Count: > 0 } missing)
        {
            var names = $"'{string.Join("', '", missing.Take(3).Select(Printable.Text))}'"
                + (missing.Count > 3 ? $" and {missing.Count - 3} more" : "");
            problems.Add(
                $"the file holds no data for {names}: the model was exported on the meta device, or with fake tensors; "
                + "load its weights and export it again");
            problems.ThrowIfAny();
        }
        var loader = new StateLoader(archive, problems);
        var inputs = module.Graph.Inputs;
        if (inputs.Length != module.Signature.Inputs.Length)
        {
            problems.Add($"the graph has {inputs.Length} inputs, its signature {module.Signature.Inputs.Length}");
            return;
        }
        foreach (var spec in module.Signature.Inputs)
        {
            switch (spec)
            {
                case InputSpecData.Parameter { TensorName: var name, ParameterName: var target }:
                    AddState(importer, graph, loader, name, new InputSpec(InputKind.Parameter, target), model.Weights);
                    break;
                case InputSpecData.Buffer { TensorName: var name, BufferName: var target, IsPersistent: var persistent }:
                    AddState(importer, graph, loader, name, new InputSpec(InputKind.Buffer, target),
                        persistent ? model.Weights : model.Constants);
                    break;
                case InputSpecData.TensorConstant { TensorName: var name, ConstantName: var target }:
                    AddState(importer, graph, loader, name, new InputSpec(InputKind.Constant, target), model.Constants);
                    break;
                case InputSpecData.Token { Name: var name }:
                    importer.AddToken(name);
                    break;
                case InputSpecData.ConstantInput { Name: var name, Value: var value }:
                    AddConstant(importer, name, value);
                    break;
                case InputSpecData.UserInput { Argument: var argument }:
                    AddUserInput(importer, argument);
                    break;
                default:
                    problems.Add($"inputs of the kind {spec.GetType().Name} (objects of custom classes) are not supported");
                    break;
            }
        }
    }

    private void AddState(GraphImporter importer, Graph graph, StateLoader loader, string name, InputSpec spec,
        IReadOnlyDictionary<string, PayloadEntry> table)
    {
        importer.AddInput(name, spec);
        if (!table.TryGetValue(spec.Target, out var payload))
        {
            problems.Add($"the file holds no data for '{Printable.Text(spec.Target)}'");
        }
        else if (loader.Load(payload) is { } tensor)
        {
            if (graph.Last is { Kind: NodeKind.Input, Type: TensorType type } input && input.Input == spec && !IsOf(tensor, type))
            {
                problems.Add($"the program takes '{Printable.Text(spec.Target)}' as {type}, the file holds {tensor}");
            }
            records.TryAdd(spec.Target, payload.Path);
            if (!state.TryAdd(spec.Target, tensor))
            {
                problems.Add($"two inputs stand for '{Printable.Text(spec.Target)}'");
            }
        }
    }

    // The strides of a dim of one element, or of no elements, say nothing.
    private static bool IsOf(Tensor tensor, TensorType type)
    {
        var actual = TensorType.Of(tensor);
        return tensor.DType == type.DType && type.Shape.AsSpan().SequenceEqual(actual.Shape.AsSpan())
            && (tensor.ElementCount == 0
                || Enumerable.Range(0, type.Rank).All(d => tensor.Shape[d] == 1 || actual.Strides[d] == type.Strides[d]));
    }

    private void AddConstant(GraphImporter importer, string name, ArgumentData value)
    {
        userInputs.Add(name);
        if (importer.Output(value) is { } literal)
        {
            constants.Add(new ConstantInput(name, literal));
        }
    }

    private void AddUserInput(GraphImporter importer, ArgumentData argument)
    {
        var name = argument switch
        {
            ArgumentData.Tensor t => t.Name,
            ArgumentData.SymInt { Value.Name: { } symbolic } => symbolic,
            ArgumentData.SymFloat { Value.Name: { } symbolic } => symbolic,
            ArgumentData.SymBool { Value.Name: { } symbolic } => symbolic,
            _ => null,
        };
        if (name is null)
        {
            problems.Add($"user inputs of the kind {argument.GetType().Name} are not supported");
            return;
        }
        userInputs.Add(name);
        importer.AddInput(name, InputSpec.User(name));
    }

    private void AddOutputs(GraphImporter importer, Graph graph, GraphModuleData module, TypeChecker types)
    {
        var values = ImmutableArray.CreateBuilder<Argument>();
        var specs = ImmutableArray.CreateBuilder<OutputSpec>();
        foreach (var (output, spec) in module.Graph.Outputs.Zip(module.Signature.Outputs))
        {
            if (spec is OutputSpecData.Token)
            {
                continue;
            }
            OutputSpec? kind = spec switch
            {
                OutputSpecData.UserOutput or OutputSpecData.Loss => OutputSpec.User,
                OutputSpecData.BufferMutation { BufferName: var name } => new(OutputKind.BufferMutation, name),
                OutputSpecData.ParameterMutation { ParameterName: var name } => new(OutputKind.BufferMutation, name),
                OutputSpecData.UserInputMutation { InputName: var name } => new(OutputKind.InputMutation, name),
                _ => null,
            };
            if (kind is null)
            {
                problems.Add($"outputs of the kind {spec.GetType().Name} are not supported: this is a program for training");
                continue;
            }
            var value = importer.Output(output);
            if (kind.Kind == OutputKind.User
                ? value is NodeArgument or NoneArgument or IntArgument or FloatArgument or BoolArgument or StringArgument
                : value.Type is TensorType)
            {
                values.Add(value);
                specs.Add(kind);
            }
            else
            {
                problems.Add(kind.Kind == OutputKind.User
                    ? $"the program returns {Printable.Text(value.ToString())}; programs return tensors, numbers, texts and nothing"
                    : $"the new value of '{Printable.Text(kind.Target)}' is {Printable.Text(value.ToString())}, no tensor");
            }
        }
        if (module.Graph.Outputs.Length != module.Signature.Outputs.Length)
        {
            problems.Add($"the graph has {module.Graph.Outputs.Length} outputs, its signature {module.Signature.Outputs.Length}");
            return;
        }
        var inputs = graph.Inputs.ToLookup(i => i.Input!.Target, StringComparer.Ordinal);
        foreach (var (value, spec) in values.Zip(specs))
        {
            if (spec.Kind != OutputKind.User && inputs[spec.Target].FirstOrDefault() is { } target
                && types.Misfit(target.Type, value.Type!) is { } misfit)
            {
                problems.Add($"the new value of '{Printable.Text(spec.Target)}' is {value.Type}: {misfit} from {target.Type}");
            }
        }
        graph.SetOutput(values.ToImmutable(), specs.ToImmutable());
    }
}
