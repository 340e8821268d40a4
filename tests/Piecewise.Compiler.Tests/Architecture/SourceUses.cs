using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>
/// Which members of the product's sources use which others. Used is what can be reached from what applications and generated code see,
/// from operators, which are found by their types, and from the command's main.
/// </summary>
internal sealed partial class SourceUses
{
    private readonly Dictionary<string, ISymbol> declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> uses = new(StringComparer.Ordinal);
    // By base or interface member, or by type: what implements it, or is called by the base library.
    private readonly Dictionary<string, HashSet<string>> implementations = new(StringComparer.Ordinal);
    private readonly HashSet<string> words = new(StringComparer.Ordinal);

    /// <param name="projects">In the order in which they refer to each other.</param>
    public SourceUses(IReadOnlyList<string> projects)
    {
        var compilations = new List<CSharpCompilation>();
        foreach (var project in projects)
        {
            compilations.Add(SourceCompilation.Of(project, compilations));
        }
        foreach (var tree in compilations.SelectMany(c => c.SyntaxTrees.Where(t => t.FilePath.Length > 0).Select(t => (c, t))))
        {
            Read(tree.t.GetRoot(), tree.c.GetSemanticModel(tree.t), owner: "");
            AddWords(tree.t.GetRoot().DescendantTokens().Where(t => t.Kind() is SyntaxKind.StringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken).Select(t => t.Text));
        }
        AddWords(Sources.Below("src/Piecewise.Compiler/Projects", ".txt").Select(File.ReadAllText));
        // Functions of generated code are named after values of enumerations.
        words.UnionWith(declared.Values.OfType<IFieldSymbol>().Where(f => f.ContainingType.TypeKind == TypeKind.Enum).Select(f => f.Name));
        foreach (var type in declared.Values.OfType<INamedTypeSymbol>().ToList())
        {
            AddImplementations(type);
        }
    }

    /// <summary>What cannot be reached, one line each.</summary>
    /// <param name="kept">Members, or beginnings of files' names, that are used by definition.</param>
    public IEnumerable<string> Unused(IReadOnlyCollection<string> kept)
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>();
        foreach (var (id, symbol) in declared)
        {
            if (IsRoot(symbol) || kept.Any(k => TextOf(symbol) == k || FileOf(symbol).StartsWith(k, StringComparison.Ordinal)))
            {
                Mark(id);
            }
        }
        Follow(uses, "");
        while (open.TryPop(out var id))
        {
            Follow(uses, id);
            Follow(implementations, id);
            if (declared[id].ContainingType is { } type)
            {
                Mark(IdOf(type));
            }
        }
        return declared.Where(d => !live.Contains(d.Key) && IsAnalyzed(d.Value)
                && !(d.Value.ContainingType is { } type && declared.ContainsKey(IdOf(type)) && !live.Contains(IdOf(type))))
            .Select(d => $"{FileOf(d.Value)}: {TextOf(d.Value)}").Order(StringComparer.Ordinal);

        void Follow(Dictionary<string, HashSet<string>> edges, string from)
        {
            foreach (var to in edges.GetValueOrDefault(from, []))
            {
                Mark(to);
            }
        }

        void Mark(string id)
        {
            if (declared.ContainsKey(id) && live.Add(id))
            {
                open.Push(id);
            }
        }
    }

    // Data is read and written by what the compiler makes of a record, an enumeration is a numbering; operators of a type are whole; and
    // constructors without parameters are called without being named.
    private static bool IsAnalyzed(ISymbol symbol) =>
        !SourceCompilation.Programs.Any(p => FileOf(symbol).StartsWith($"src/Piecewise.{p}/", StringComparison.Ordinal))
        && symbol is not IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum }
        && symbol is not IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion }
        && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 }
        && !(symbol is IPropertySymbol && symbol.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is ParameterSyntax));

    private bool IsRoot(ISymbol symbol) =>
        (IsPublic(symbol) && (!IsHidden(symbol) || words.Contains(symbol.Name)))
        || symbol is IMethodSymbol { MethodKind: MethodKind.StaticConstructor or MethodKind.Destructor }
        || (symbol as INamedTypeSymbol)?.AllInterfaces.Any(i => i.Name is "IOperatorSource" or "IOpIrSource") == true;

    private static bool IsPublic(ISymbol symbol) => symbol.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsPublic(symbol.ContainingType));

    private static bool IsHidden(ISymbol symbol) =>
        symbol.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(System.ComponentModel.EditorBrowsableAttribute))
        || (symbol.ContainingType is { } type && IsHidden(type));

    private void Read(SyntaxNode node, SemanticModel model, string owner)
    {
        if (node is MemberDeclarationSyntax and not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax or BaseFieldDeclarationSyntax)
            or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } && model.GetDeclaredSymbol(node) is { } symbol)
        {
            owner = IdOf(symbol);
            declared[owner] = symbol;
        }
        foreach (var used in UsedBy(node, model))
        {
            var member = used is IMethodSymbol { AssociatedSymbol: { } property } ? property : used;
            if (member is not null and not (ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or INamespaceSymbol or ILabelSymbol))
            {
                Add(uses, owner, IdOf(member));
            }
        }
        foreach (var child in node.ChildNodes())
        {
            Read(child, model, owner);
        }
    }

    private static IEnumerable<ISymbol?> UsedBy(SyntaxNode node, SemanticModel model)
    {
        if (node is ExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax or RecursivePatternSyntax)
        {
            var info = model.GetSymbolInfo(node);
            yield return info.Symbol;
            foreach (var candidate in info.CandidateSymbols)
            {
                yield return candidate;
            }
        }
        if (node is ExpressionSyntax && model.GetConversion(node) is { IsUserDefined: true } conversion)
        {
            yield return conversion.MethodSymbol;
        }
        if (node is ForEachStatementSyntax loop)
        {
            var info = model.GetForEachStatementInfo(loop);
            foreach (var member in (ISymbol?[])[info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod])
            {
                yield return member;
            }
        }
    }

    private void AddImplementations(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            var overridden = (ISymbol?)(member as IMethodSymbol)?.OverriddenMethod ?? (member as IPropertySymbol)?.OverriddenProperty;
            if (overridden is not null)
            {
                AddImplementation(overridden, member);
            }
        }
        foreach (var declaration in type.AllInterfaces.SelectMany(i => i.GetMembers()))
        {
            if (type.FindImplementationForInterfaceMember(declaration) is { } member)
            {
                AddImplementation(declaration, member);
            }
        }

        // What others declare is called by them as soon as the type is used.
        void AddImplementation(ISymbol declaration, ISymbol member) =>
            Add(implementations, declared.ContainsKey(IdOf(declaration)) ? IdOf(declaration) : IdOf(type), IdOf(member));
    }

    private void AddWords(IEnumerable<string> texts) =>
        words.UnionWith(texts.SelectMany(t => Word().Matches(t).Select(m => m.Value)));

    private static void Add(Dictionary<string, HashSet<string>> sets, string from, string to)
    {
        if (!sets.TryGetValue(from, out var set))
        {
            sets.Add(from, set = new HashSet<string>(StringComparer.Ordinal));
        }
        set.Add(to);
    }

    private static string IdOf(ISymbol symbol)
    {
        var original = (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition;
        return (original is IMethodSymbol { PartialDefinitionPart: { } part } ? part : original).GetDocumentationCommentId() ?? "";
    }

    private static string TextOf(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static string FileOf(ISymbol symbol) => Sources.NameOf(symbol.Locations[0].SourceTree!.FilePath);

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();
}
