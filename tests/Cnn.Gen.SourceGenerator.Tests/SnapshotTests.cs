namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>A few small models as they come out, to be read: one vector width, so that a change of a kernel shows once.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Dense()
    {
        Build build = Scalar("[CnnModel(1, 1, 3)]\n[Dense(2)]\npublic sealed partial class Tiny;");
        Snapshot.Verify(build.Files["Demo.Tiny.Shell.g.cs"], "shell");
    }

    [Fact]
    public void Convolution()
    {
        Build build = Scalar("[CnnModel(4, 4, 1, Training = false)]\n[Conv2D(2, 3, Padding = 1, Activation = Activation.Relu)]\n[MaxPool2D(2)]\npublic sealed partial class Edges;");
        Snapshot.Verify(build.Files["Demo.Edges.Kernels.g.cs"], "kernels");
    }

    [Fact]
    public void ModelWithErrors()
    {
        Build build = new Workbench().Run("using Cnn.Gen;\nnamespace Demo;\n[CnnModel(4, 4, 1)]\n[Conv2D(2, 3, Groups = 5)]\npublic sealed partial class Broken;");
        Snapshot.Verify(build.Files["Demo.Broken.Shell.g.cs"], "shell");
    }

    private static Build Scalar(string model) =>
        new Workbench { Properties = { ["CnnGenVectorBits"] = "1" } }.Run("using Cnn.Gen;\nnamespace Demo;\n" + model).IsClean();
}
