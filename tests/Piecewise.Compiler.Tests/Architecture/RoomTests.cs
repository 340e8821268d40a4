using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>ARCHITECTURE.md says in which order the folders lie; the code keeps to it.</summary>
public sealed class RoomTests
{
    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
        .Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void ARCHITECTURE_names_every_folder_once()
    {
        var there = Sources.Below("src", ".cs").Select(Rooms.Of).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(there, Rooms.InOrder.SelectMany(r => r).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_nodes_and_operators_are_a_room_of_several_folders() =>
        Assert.Equal("Graph/Nodes", Assert.Single(Rooms.InOrder, r => r.Length > 1)[0]);

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_uses_one_that_comes_later(string project)
    {
        var backwards = new ProjectNames(project).Uses()
            .Where(use => use.Folders.All(f => Rooms.IndexOf(f) > Rooms.IndexOf(Rooms.Of(use.File))))
            .Select(
                use => $"{Sources.NameOf(use.File)}:{use.Line} uses {use.Name} of {string.Join(" or ", use.Folders)}, which comes later.")
                    .ToList();
        Assert.True(backwards.Count == 0, string.Join('\n', backwards));
    }
}
