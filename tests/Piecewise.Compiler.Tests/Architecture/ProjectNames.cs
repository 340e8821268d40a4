using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>
/// The names that a project declares, by folder, and the places in which it uses them. By syntax alone, which takes a second where binding
/// takes a minute.
/// </summary>
/// <param name="project">Its folder in <c>src</c>.</param>
internal sealed class ProjectNames(string project)
{
    private static readonly List<(string File, SyntaxNode Root)> All = [.. Sources.Below("src", ".cs")
        .Select(f => (f, CSharpSyntaxTree.ParseText(File.ReadAllText(f), new CSharpParseOptions(LanguageVersion.CSharp14)).GetRoot()))];

    // Names of members of any project: after a point, such a name need not be the extension of the same name.
    private static readonly HashSet<string> Members =
        All.SelectMany(t => t.Root.DescendantNodes()).Where(n => !IsExtension(n)).Select(NameOfMember).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    private readonly List<(string File, SyntaxNode Root)> trees =
        [.. All.Where(t => Sources.NameOf(t.File).StartsWith($"src/{project}/", StringComparison.Ordinal))];

    /// <summary>Uses of a name of another folder: the file, its line, the name, and the folders that declare it.</summary>
    public IEnumerable<(string File, int Line, string Name, IReadOnlyCollection<string> Folders)> Uses()
    {
        var types = Declared(root => root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Where(t => t.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax && t is not ExtensionBlockDeclarationSyntax)
            .Select(t => t.Identifier.Text));
        var extensions = Declared(root => root.DescendantNodes().Where(IsExtension).Select(NameOfMember).OfType<string>())
            .Where(e => !Members.Contains(e.Key)).ToDictionary(StringComparer.Ordinal);
        var namespaces = trees.SelectMany(t => t.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
            .SelectMany(n => n.Name.ToString().Split('.')).ToHashSet(StringComparer.Ordinal);
        foreach (var (file, root) in trees)
        {
            var own = Rooms.Of(file);
            var ownMembers = root.DescendantNodes().Select(NameOfMember).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var table = IsMember(name, namespaces) ? extensions : types;
                // Where a member has the name of a type, it is a matter of binding which one an expression means; types are written
                // elsewhere too.
                if (table.TryGetValue(name.Identifier.Text, out var folders) && !folders.Contains(own)
                    && !(table == types && ownMembers.Contains(name.Identifier.Text)))
                {
                    yield return (file, name.GetLocation().GetLineSpan().StartLinePosition.Line + 1, name.Identifier.Text, folders);
                }
            }
        }
    }

    private Dictionary<string, HashSet<string>> Declared(Func<SyntaxNode, IEnumerable<string>> names)
    {
        var result = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (file, root) in trees)
        {
            foreach (var name in names(root))
            {
                (result.TryGetValue(name, out var folders) ? folders : result[name] = []).Add(Rooms.Of(file));
            }
        }
        return result;
    }

    private static bool IsExtension(SyntaxNode node) => node.Parent is ExtensionBlockDeclarationSyntax
        || node is MethodDeclarationSyntax { ParameterList.Parameters: [var first, ..] } && first.Modifiers.Any(SyntaxKind.ThisKeyword);

    private static string? NameOfMember(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        EnumMemberDeclarationSyntax member => member.Identifier.Text,
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        ParameterSyntax parameter => parameter.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        BaseTypeDeclarationSyntax { Parent: BaseTypeDeclarationSyntax } nested => nested.Identifier.Text,
        _ => null,
    };

    // What follows a point is a member, unless a namespace is before it; so is what an initializer, an argument or a pattern names.
    private static bool IsMember(SimpleNameSyntax name, HashSet<string> namespaces) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name =>
            access.Expression is not IdentifierNameSyntax left || !namespaces.Contains(left.Identifier.Text),
        QualifiedNameSyntax qualified when qualified.Right == name =>
            qualified.Left is not IdentifierNameSyntax left || !namespaces.Contains(left.Identifier.Text),
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or InvocationExpressionSyntax => true,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == name,
        _ => false,
    };
}
