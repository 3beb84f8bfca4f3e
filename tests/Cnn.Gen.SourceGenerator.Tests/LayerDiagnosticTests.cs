using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator.Tests;

/// <summary>Faults of layers: the squiggle stands on the argument at fault, or on the attribute, and no message of the C# compiler comes with it.</summary>
public sealed class LayerDiagnosticTests
{
    [Theory]
    [InlineData("[Conv2D({|CNN0010:0|}, 3)]")]
    [InlineData("[Conv2D(2, {|CNN0010:-3|})]")]
    [InlineData("[Conv2D(2, 3, {|CNN0010:int.MaxValue|})]")]
    [InlineData("[Conv2D({|CNN0010:size: 0|}, filters: 2)]")]
    [InlineData("[Conv2D(filters: 2, {|CNN0010:size: 0|})]")]
    [InlineData("[Conv2D(2, 3, {|CNN0010:Stride = 0|}, {|CNN0010:Padding = -1|})]")]
    [InlineData("[Conv2D(2, {|CNN0010:0|}, {|CNN0010:Groups = int.MinValue|})]")]
    [InlineData("[{|CNN0011:Conv2D(2, 9)|}]")]
    [InlineData("[{|CNN0011:MaxPool2D(3, 3, Dilation = 5)|}]")]
    [InlineData("[Conv2D(4, 3, {|CNN0012:Groups = 3|})]")]
    [InlineData("[Conv2D(4, 3, {|CNN0013:Padding = 1|}, PaddingMode = PaddingMode.SameUpper)]")]
    [InlineData("[Conv2D(4, 3, PaddingMode = PaddingMode.Valid, {|CNN0013:PaddingLeft = 1|})]")]
    [InlineData("[{|CNN0014:MaxPool2D(2, Padding = 2)|}]")]
    [InlineData("[Activate({|CNN0016:(Activation)99|})]")]
    [InlineData("[Dense(3, {|CNN0016:Activation = (Activation)(-1)|})]")]
    [InlineData("[Activate(Activation.LeakyRelu, {|CNN0017:Alpha = double.NaN|})]")]
    [InlineData("[Activate(Activation.Elu, {|CNN0017:Alpha = double.PositiveInfinity|})]")]
    [InlineData("[Dense(3, {|CNN0020:Name = \"class\"|})]")]
    [InlineData("[Dense(3, {|CNN0020:Name = \"\"|})]")]
    [InlineData("[Dense(3, {|CNN0020:Name = \"Net\"|})]")]
    [InlineData("[Dense(3, {|CNN0020:Name = \"Own\"|})]")]
    [InlineData("[Dense(3, {|CNN0020:Name = \"Predict\"|})]")]
    [InlineData("[Dense(3, Name = \"A\")] [Dense(3, {|CNN0021:Name = \"A\"|})]")]
    [InlineData("[Dense(3, Name = \"Dense2\")] [{|CNN0021:Dense(3)|}]")]
    [InlineData("[Dense(3)] [Dense(3, {|CNN0022:Input = \"Dense7\"|})]")]
    [InlineData("[Dense(3, {|CNN0022:Input = \"Dense1\"|})]")]
    [InlineData("[Dense(3, Activation = Activation.Relu, {|CNN0024:Alpha = 0.5|})]")]
    [InlineData("[Conv2D(2, 3)] [{|CNN0023:Add(\"Input\")|}]")]
    [InlineData("[Conv2D(4, 1)] [Add({|CNN0022:\"Input\", \"Con1\"|})]")]
    [InlineData("[Dropout({|CNN0017:1.5|})] [Dense(2)]")]
    [InlineData("[BatchNorm({|CNN0017:Epsilon = -1|})] [Dense(2)]")]
    [InlineData("[{|CNN0026:Dense(3)|}] [Dense(3, Input = \"Input\")]")]
    public void FaultOfALayer(string layers) =>
        Markup.Expect($"using Cnn.Gen;\n[CnnModel(6, 6, 4)]\n{layers}\npublic partial class Net {{ public int Own => 1; public static int Use(float[] x) => new Net(3).Classify(x); }}");

    [Theory]
    [InlineData("[CnnModel({|CNN0010:0|}, 4, 1)]")]
    [InlineData("[CnnModel(4, {|CNN0010:-4|}, 1)]")]
    [InlineData("[CnnModel(channels: 1, height: 4, {|CNN0010:width: int.MaxValue|})]")]
    [InlineData("[CnnModel(4, 4, 1, {|CNN0016:Element = (ElementKind)7|})]")]
    [InlineData("[CnnModel(6, {|CNN0010:1 << 30|}, {|CNN0010:1 << 30|})]")]
    [InlineData("[{|CNN0025:CnnModel(16000, 16000, 3)|}]")]
    public void FaultOfTheModelAttribute(string model) => Markup.Expect($"using Cnn.Gen;\n{model}\n[Dense(2)]\npublic partial class Net;");

    [Fact]
    public void WindowMessageNamesBothShapes()
    {
        Diagnostic diagnostic = Assert.Single(Workbench.OneWidth.Run("using Cnn.Gen;\n[CnnModel(6, 5, 1)] [Conv2D(2, 9, 7, Padding = 1)] partial class Net;").Ours);
        Assert.Equal("CNN0011", diagnostic.Id);
        Assert.Contains("9x7", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("8x7", diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownLayerMessageNamesTheNearest()
    {
        Diagnostic diagnostic = Assert.Single(Workbench.OneWidth.Run("using Cnn.Gen;\n[CnnModel(6, 5, 1)] [Dense(2, Name = \"Stem\")] [Dense(2, Input = \"stam\")] partial class Net;").Ours);
        Assert.Contains("\"Stem\"", diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Conv2D(\"two\", 3)]", "CS1503")]
    [InlineData("[Conv2D(2)]", "CS1729")]
    [InlineData("[Conv2D]", "CS1729")]
    [InlineData("[Conv2D(2, Missing)]", "CS0103")]
    [InlineData("[Conv2D(2, 99999999999)]", "CS1503")]
    [InlineData("[Conv2D(2, 3, Strid = 2)]", "CS0246")]
    [InlineData("[Conv2D(2, 3, Stride = \"x\")]", "CS0029")]
    [InlineData("[Conv2D(2, 3, Name = 3)]", "CS0029")]
    [InlineData("[Conv2D(2, 3, typeof(int))]", "CS1503")]
    [InlineData("[Conv2D(2, 3)] [Dens(3)] [Dense(2, Input = \"Dens1\")]", "CS0246")]
    [InlineData("[Conv2D(2, NotConstant)]", "CS0182")]
    public void WhatTheCompilerReportsIsNotReportedTwice(string layers, string id)
    {
        Build build = Workbench.OneWidth.Run(
            $"using Cnn.Gen;\n[CnnModel(6, 6, 4)]\n{layers}\npublic partial class Net {{ private static int NotConstant => 3; public int Use(float[] x) => Classify(x) + NotConstant; }}");
        Assert.Empty(build.Ours);
        Assert.All(build.Compilers(), diagnostic => Assert.Equal("/project/File0.cs", diagnostic.Location.SourceTree?.FilePath));
        Assert.Contains(id, build.Compilers().Select(diagnostic => diagnostic.Id));
        Assert.All(build.Compilers(), diagnostic => Assert.True(diagnostic.Location.GetLineSpan().StartLinePosition.Line == 2, diagnostic.ToString()));
    }

    [Fact]
    public void SecondModelAttributeIsTheCompilersToReport()
    {
        Build build = Workbench.OneWidth.Run("using Cnn.Gen;\n[CnnModel(4, 4, 1)] [Dense(2)] partial class Net;\n[CnnModel(2, 2, 1)] partial class Net;");
        Assert.Equal(["CS0579"], build.Compilers().Select(diagnostic => diagnostic.Id));
        Assert.Equal(2, build.Files.Count);
    }

    [Fact]
    public void LayerOfTheUsersOwnIsUnknown() => Markup.Expect(
        "using Cnn.Gen;\nusing System;\nnamespace My;\n[CnnModel(4, 4, 1)]\n[{|CNN0024:Conv2D(3, null, new object[] { 1, typeof(int), 'x', 2UL })|}]\npublic partial class Net;\n"
        + "[AttributeUsage(AttributeTargets.Class)] public sealed class Conv2DAttribute(float a, Type? b, object[] c) : LayerAttribute { public float A => a; public Type? B => b; public object[] C => c; }");
}
