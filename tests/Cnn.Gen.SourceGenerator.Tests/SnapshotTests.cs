namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>The generated code of tiny models, to be read by people: what a change of the compiler changes shows here.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Dense_network() => Verify("[CnnModel(1, 1, 3, Training = false)]\n[Dense(2, Activation = Activation.Relu)]");

    [Fact]
    public void Pool_with_training() => Verify("[CnnModel(4, 4, 1)]\n[MaxPool2D(2)]");

    [Fact]
    public void Network_with_errors() => Verify("[CnnModel(4, 4, 1)]\n[Conv2D(2, 9)]\n[Dense(0)]");

    private static void Verify(string attributes, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        Build build = new Workbench { Properties = { ["CnnGenVectorBits"] = "256" } }.Run(
            $"using Cnn.Gen;\nnamespace Demo;\n{attributes}\npublic sealed partial class Net;");
        foreach ((string name, string text) in build.Files)
            Snapshot.Verify(text, name.Contains("Kernels", StringComparison.Ordinal) ? "Kernels" : "Shell", test: test);
    }
}
