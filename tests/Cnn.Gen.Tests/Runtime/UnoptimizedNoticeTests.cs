using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using Cnn.Gen.Runtime;

namespace Cnn.Gen.Tests;

public class UnoptimizedNoticeTests
{
    [Theory]
    [InlineData(DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations, true)]
    [InlineData(DebuggableAttribute.DebuggingModes.IgnoreSymbolStoreSequencePoints, false)]
    public void AnUnoptimisedAssemblyIsTold(DebuggableAttribute.DebuggingModes modes, bool unoptimised)
    {
        ConstructorInfo constructor = typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)])!;
        Assembly assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName("Slow"), AssemblyBuilderAccess.Run, [new CustomAttributeBuilder(constructor, [modes])]);
        Assert.Equal(unoptimised, UnoptimizedNotice.IsUnoptimized(assembly));
    }

    [Fact]
    public void TheLineNamesTheAssemblyAndTheFix()
    {
        string message = UnoptimizedNotice.Message("MyApp");
        Assert.Contains("MyApp", message);
        Assert.Contains("<Optimize>true</Optimize>", message);
        Assert.Contains("CnnGenOptimize", message);
        Assert.DoesNotContain('\n', message);
    }
}
