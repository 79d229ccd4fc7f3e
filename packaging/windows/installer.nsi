; Installs the client for the person who runs it; no administrator is asked. packaging/build.py compiles it:
; it hands in VERSION, SOURCE (the folder to install), ICON, OUT (the installer) and SIZE (KiB).
Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include MUI2.nsh
!include LogicLib.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

!define APPLICATION "org.medianest.Desktop"
; As window/_winforms.py names itself, and as the notifier signs its alerts: one program to Windows.
!define USER_MODEL_ID "MediaNest"
!define PROGRAM "MediaNest.exe"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APPLICATION}"
!define CLASSES "Software\Classes\medianest"
; Where Edge's web view, the Evergreen runtime, writes its version down.
!define WEBVIEW "{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW_BOOTSTRAPPER "https://go.microsoft.com/fwlink/p/?LinkId=2124703"

Name "MediaNest"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\MediaNest"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "MediaNest"
VIAddVersionKey "FileDescription" "MediaNest, setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The MediaNest developers. Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString NEEDS_WEBVIEW ${LANG_ENGLISH} "Fetching Microsoft's web view, which draws the window ..."
LangString NEEDS_WEBVIEW ${LANG_GERMAN} "Microsofts WebView wird geholt, das das Fenster zeichnet ..."
LangString NO_WEBVIEW ${LANG_ENGLISH} "Microsoft's web view could not be installed. MediaNest is installed, but has no window until the WebView2 runtime is there."
LangString NO_WEBVIEW ${LANG_GERMAN} "Microsofts WebView ließ sich nicht installieren. MediaNest ist installiert, hat aber kein Fenster, bis die WebView2-Laufzeit da ist."

Function .onInit
  ; One language for all that follows, the system's where it is known.
  System::Call 'kernel32::GetUserDefaultUILanguage() i .r0'
  IntOp $0 $0 & 0x3FF
  ${If} $0 = 7
    StrCpy $LANGUAGE ${LANG_GERMAN}
  ${EndIf}
FunctionEnd

!macro EndRunningClient
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    nsExec::Exec '"$INSTDIR\${PROGRAM}" --quit'
    Pop $0
  ${EndIf}
!macroend

Section "MediaNest"
  !insertmacro EndRunningClient
  ; Of an older version nothing may be left among the libraries.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call Shortcut
  Call Links
  Call Registration
  Call WebView
SectionEnd

Function Shortcut
  ; CreateShortcut cannot say whose alerts and which group of the taskbar these are: the AppUserModelID can.
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P= 0
    CreateShortcut "$SMPROGRAMS\MediaNest.lnk" "$INSTDIR\${PROGRAM}"
    Return
  ${EndIf}
  ${IShellLink::SetPath} $0 '("$INSTDIR\${PROGRAM}").r1'
  ${IShellLink::SetWorkingDirectory} $0 '("$INSTDIR").r1'
  ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r1)'
  ${If} $1 P<> 0
    System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r2'
    System::Call '*(&w64 "${USER_MODEL_ID}")p.r4'
    System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p r4)p.r3'
    ${IPropertyStore::SetValue} $1 '($2,$3)'
    ${IPropertyStore::Commit} $1 ""
    ${IUnknown::Release} $1 ""
    System::Free $2
    System::Free $3
    System::Free $4
  ${EndIf}
  ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
  ${If} $1 P<> 0
    ${IPersistFile::Save} $1 '("$SMPROGRAMS\MediaNest.lnk",1)'
    ${IUnknown::Release} $1 ""
  ${EndIf}
  ${IUnknown::Release} $0 ""
FunctionEnd

Function Links
  WriteRegStr HKCU "${CLASSES}" "" "URL:MediaNest"
  WriteRegStr HKCU "${CLASSES}" "URL Protocol" ""
  WriteRegStr HKCU "${CLASSES}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${CLASSES}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
FunctionEnd

Function Registration
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "MediaNest"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "MediaNest"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
FunctionEnd

Function WebView
  ; Windows 11 has it; older ones may not. It is installed for everybody or for this person alone.
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\${WEBVIEW}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\Microsoft\EdgeUpdate\Clients\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 != ""
  ${AndIf} $0 != "0.0.0.0"
    Return
  ${EndIf}
  DetailPrint "$(NEEDS_WEBVIEW)"
  InitPluginsDir
  ; Windows's own downloader checks the certificate, which NSIS's plugin of that kind does not.
  nsExec::ExecToLog 'powershell -NoProfile -NonInteractive -Command "$$ProgressPreference = $\'SilentlyContinue$\'; Invoke-WebRequest -UseBasicParsing $\'${WEBVIEW_BOOTSTRAPPER}$\' -OutFile $\'$PLUGINSDIR\webview.exe$\'; if ((Get-AuthenticodeSignature $\'$PLUGINSDIR\webview.exe$\').Status -ne $\'Valid$\') { exit 1 }"'
  Pop $0
  ${If} $0 = 0
    nsExec::ExecToLog '"$PLUGINSDIR\webview.exe" /silent /install'
    Pop $0
  ${EndIf}
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NO_WEBVIEW)" /SD IDOK
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro EndRunningClient
  Delete "$SMPROGRAMS\MediaNest.lnk"
  DeleteRegKey HKCU "${CLASSES}"
  ; Written by the client with its first alert.
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${USER_MODEL_ID}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "MediaNest"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
